import { ApiError } from "../../domain/api-error.ts";
import type { Expert } from "../../domain/expert.ts";
import { promptTooLong } from "../../domain/too-long.ts";
import type { Inference } from "../../domain/inference.ts";

/** Counts a chat's prompt tokens at an instance; undefined if it cannot. */
export type CountPrompt = (origin: string, body: Buffer) => Promise<number | undefined>;

/** Whether a chat looks longer than the expert's context: a cheap estimate. */
export const looksTooLong = ({ capabilities }: Expert, { path, promptTokens }: Inference): boolean =>
  capabilities?.contextTokens !== undefined &&
  promptTokens >= capabilities.contextTokens &&
  path === "/v1/chat/completions";

/**
 * Throws ApiError `context_length_exceeded` if the expert counts more tokens than its context holds, so that the caller learns it
 * before waiting for a slot. An expert that cannot count is asked as usual.
 */
export async function refuseTooLong(count: CountPrompt, expert: Expert, { body }: Inference): Promise<void> {
  const limit = expert.capabilities?.contextTokens ?? Infinity;
  const tokens = await count(expert.instances[0]?.origin ?? "", body);
  if (tokens === undefined || tokens < limit) return;
  throw new ApiError("context_length_exceeded", promptTooLong({ tokens, limit, expert: expert.name }), "messages");
}
