import { setTimeout as sleep } from "node:timers/promises";
import { Connection } from "../load/connection.ts";
import { requestBytes, type HttpTarget } from "../load/http-target.ts";
import { chatBody } from "./chat-body.ts";
import type { Program } from "./start-program.ts";

/** Asks until the server answers well. Returns the time since its start in milliseconds; throws with the reason after `limitMs`. */
export async function firstAnswer(program: Program, target: HttpTarget, limitMs: number): Promise<number> {
  let reason = "it does not listen";
  while (performance.now() - program.startMs < limitMs) {
    const lastWords = program.ended();
    if (lastWords !== undefined) throw new Error(`it ended at start: ${lastWords}`);
    const connection = new Connection(target.port);
    try {
      const answer = await connection.send(requestBytes(target, chatBody));
      if (answer.status === 200) return answer.endMs - program.startMs;
      reason = `status ${answer.status}: ${answer.body().slice(0, 300)}`;
    } catch {
      // Not there yet.
    } finally {
      connection.close();
    }
    await sleep(5);
  }
  throw new Error(`no good answer in ${limitMs / 1_000} s: ${reason}`);
}
