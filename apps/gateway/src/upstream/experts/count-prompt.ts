import type { Dispatcher } from "undici";
import { z } from "zod";
import { request } from "../connection/undici.ts";

const answerSchema = z.object({ input_tokens: z.int().nonnegative() });
const limitMs = 2_000;

/** How many tokens a chat's prompt is at an expert, by its own template and vocabulary; undefined where it does not say. */
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
