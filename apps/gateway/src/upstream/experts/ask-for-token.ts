import type { Dispatcher } from "undici";
import { livenessSlot } from "@hearth/contracts/gateway/liveness-slot.ts";
import { request } from "../connection/undici.ts";
import { loopTurns } from "./loop-turns.ts";

/** `busy`: no token in time, but the main loop goes round, so the probe only waits its turn. */
export type ProbeResult = "token" | "busy" | "nothing";

const body = JSON.stringify({
  messages: [{ role: "user", content: "Hi" }],
  max_tokens: 1,
  temperature: 0,
  stream: false,
  // Keeps the probe from evicting a caller's cached conversation, and out of the log that people read.
  cache_prompt: false,
  id_slot: livenessSlot,
});

/** Whether an instance generates a token within the limit. */
export async function askForToken(dispatcher: Dispatcher, origin: string, limitMs: number): Promise<ProbeResult> {
  const signal = AbortSignal.timeout(limitMs);
  try {
    const answer = await request(`${origin}/v1/chat/completions`, {
      dispatcher,
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      signal,
    });
    const text = await answer.body.text();
    return answer.statusCode === 200 && text.includes('"choices"') ? "token" : "nothing";
  } catch {
    return signal.aborted && (await loopTurns(dispatcher, origin, limitMs)) ? "busy" : "nothing";
  }
}
