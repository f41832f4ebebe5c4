/** The name as Hearth knows it: Ollama's clients add the tag `latest`. */
export const modelName = (sent: string | null | undefined): string | undefined =>
  sent === undefined || sent === null || sent === "" ? undefined : sent.replace(/:latest$/, "");
