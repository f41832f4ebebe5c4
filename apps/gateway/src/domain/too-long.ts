export interface TooLong {
  readonly tokens: number;
  readonly limit: number;
  readonly expert: string;
}

/**
 * The one sentence that all clients know: Claude Code compacts a conversation by its first half, LangChain and LiteLLM recognize
 * either half, aider the second. Changing a word breaks one of them.
 */
export const promptTooLong = ({ tokens, limit, expert }: TooLong): string =>
  `prompt is too long: ${tokens} tokens > ${limit} maximum. This model's maximum context length is ${limit} tokens, ` +
  `but the prompt has ${tokens}; expert '${expert}'.`;

/** For texts to embed or to rank, which have no conversation that could be shortened. */
export const textTooLong = ({ tokens, limit, expert }: TooLong): string =>
  `'${expert}' takes ${limit} tokens; this text has ${tokens}. Make smaller chunks.`;
