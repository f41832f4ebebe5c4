type Input = string | readonly string[] | readonly number[] | readonly (readonly number[])[];

/** OpenAI takes texts or token numbers, one or several, in one field: the texts among them, and how many token numbers. */
export function textsAndTokens(input: Input): { readonly texts: readonly string[]; readonly tokenCount: number } {
  if (typeof input === "string") return { texts: [input], tokenCount: 0 };
  const texts: string[] = [];
  let tokenCount = 0;
  for (const entry of input) {
    if (typeof entry === "string") texts.push(entry);
    else tokenCount += typeof entry === "number" ? 1 : entry.length;
  }
  return { texts, tokenCount };
}
