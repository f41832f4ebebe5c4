/**
 * What an answer of `/v1/chat/completions` says in its choices, joined. Undefined where it has another form: such an answer is not kept, for
 * it could not be given as a stream.
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
