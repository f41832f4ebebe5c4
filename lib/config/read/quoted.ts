/** Short, on one line, and never a part of a secret key. */
export const quoted = (value: string): string => {
  if (value.includes("PRIVATE KEY")) return "`-----BEGIN … PRIVATE KEY-----`";
  // Also control characters, which a terminal would act on.
  const line = value.replaceAll(/[\s\p{Cc}]+/gu, " ");
  return `\`${line.length > 40 ? `${line.slice(0, 40)}…` : line}\``;
};
