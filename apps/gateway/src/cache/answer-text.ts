/** What an answer of `/v1/chat/completions` says. Empty where it says nothing or has another form. */
export function answerText(body: Buffer): string {
  try {
    const { choices } = JSON.parse(body.toString()) as Answer;
    const content = choices?.[0]?.message?.content;
    return typeof content === "string" ? content : "";
  } catch {
    return "";
  }
}

interface Answer {
  readonly choices?: readonly { readonly message?: { readonly content?: unknown } }[];
}
