/**
 * The text of all choices of an answer of `/v1/chat/completions`, joined. Undefined if it has another form: such an answer is not
 * cached, because it could not be replayed as a stream.
 */
export function answerText(body: Buffer): string | undefined {
  try {
    const { choices } = JSON.parse(body.toString()) as { readonly choices: readonly Choice[] };
    if (choices.length === 0) return undefined;
    return choices.map(({ message: { content } }) => (typeof content === "string" ? content : "")).join("\n");
  } catch {
    return undefined;
  }
}

interface Choice {
  readonly message: { readonly content?: unknown };
}
