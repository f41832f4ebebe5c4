/** Any value as one word of POSIX shell. Source: POSIX 2.2.2, single quotes; dash knows no `$'…'`. */
export function quote(value: string | number): string {
  const text = String(value);
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
