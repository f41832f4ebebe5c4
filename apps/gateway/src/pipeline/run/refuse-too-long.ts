import { ApiError } from "../../domain/api-error.ts";
import type { Expert } from "../../domain/expert.ts";
import type { Inference } from "../../domain/inference.ts";

/** Tokens of a chat's prompt at an instance; undefined where it does not say. */
export type CountPrompt = (origin: string, body: Buffer) => Promise<number | undefined>;

/** Whether a chat looks longer than what the expert says it can hold; a guess, but one that costs nothing. */
export const looksTooLong = ({ capabilities }: Expert, { path, promptTokens }: Inference): boolean =>
  capabilities?.contextTokens !== undefined &&
  promptTokens >= capabilities.contextTokens &&
  path === "/v1/chat/completions";

/**
 * Throws ApiError `context_length_exceeded` where the expert itself counts more than it can hold: the caller learns it at once, and
 * not after it has waited for a place. An expert that does not count is asked as always.
 */
export async function refuseTooLong(count: CountPrompt, expert: Expert, { body }: Inference): Promise<void> {
  const limit = expert.capabilities?.contextTokens ?? Infinity;
  const tokens = await count(expert.instances[0]?.origin ?? "", body);
  if (tokens === undefined || tokens < limit) return;
  throw new ApiError(
    "context_length_exceeded",
    `The prompt has ${tokens} tokens; the expert '${expert.name}' holds ${limit}, its answer included.`,
    "messages",
  );
}
