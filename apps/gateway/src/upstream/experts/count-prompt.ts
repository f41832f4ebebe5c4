import type { Dispatcher } from "undici";
import { z } from "zod";
import { request } from "../connection/undici.ts";

const answerSchema = z.object({ input_tokens: z.int().nonnegative() });
const limitMs = 2_000;

/** The tokens of a chat's prompt, counted by the expert with its own template and vocabulary; undefined if it cannot count. */
export async function countPrompt(dispatcher: Dispatcher, origin: string, body: Buffer): Promise<number | undefined> {
  try {
    const answer = await request(`${origin}/v1/chat/completions/input_tokens`, {
      dispatcher,
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      signal: AbortSignal.timeout(limitMs),
    });
    const json: unknown = await answer.body.json();
    return answerSchema.parse(json).input_tokens;
  } catch {
    return undefined;
  }
}
