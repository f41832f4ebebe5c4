import type { Dispatcher } from "undici";
import { request } from "../connection/undici.ts";

/**
 * Whether a llama-server's main loop goes round: it answers `/metrics` between two batches, even while it reads a long prompt, but
 * never if it waits for a lost worker. Other servers do not have these metrics.
 */
export async function loopTurns(dispatcher: Dispatcher, origin: string, limitMs: number): Promise<boolean> {
  try {
    const answer = await request(`${origin}/metrics`, { dispatcher, signal: AbortSignal.timeout(limitMs) });
    const text = await answer.body.text();
    return answer.statusCode === 200 && text.includes("llamacpp:");
  } catch {
    return false;
  }
}
