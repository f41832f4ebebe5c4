type Input = string | readonly string[] | readonly number[] | readonly (readonly number[])[];

/** OpenAI allows texts or token numbers, one or several, in one field. Returns the texts and the number of token numbers. */
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
