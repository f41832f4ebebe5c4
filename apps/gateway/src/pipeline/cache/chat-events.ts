interface Answer {
  readonly id?: string;
  readonly created?: number;
  readonly model?: string;
  readonly system_fingerprint?: string;
  readonly choices: readonly {
    readonly index: number;
    readonly message: Readonly<Record<string, unknown>>;
    readonly finish_reason: string | null;
    readonly logprobs?: unknown;
  }[];
  readonly usage?: unknown;
}

/**
 * A whole answer of `/v1/chat/completions` as a stream: a chunk with the role and all of the text, one with the finish reason, the
 * usage if it was asked for, and the end.
 */
export function chatEvents(body: Buffer, includeUsage: boolean): Buffer {
  const { id, created, model, system_fingerprint, choices, usage } = JSON.parse(body.toString()) as Answer;
  const event = (rest: object): string =>
    `data: ${JSON.stringify({ id, object: "chat.completion.chunk", created, model, system_fingerprint, ...rest })}\n\n`;
  const events = choices.flatMap(({ index, message, finish_reason, logprobs }) => [
    event({ choices: [{ index, delta: message, logprobs, finish_reason: null }] }),
    event({ choices: [{ index, delta: {}, finish_reason }] }),
  ]);
  if (includeUsage && usage !== undefined) events.push(event({ choices: [], usage }));
  return Buffer.from(`${events.join("")}data: [DONE]\n\n`);
}
