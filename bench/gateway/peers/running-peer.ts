import type { HttpTarget } from "../load/http-target.ts";
import { firstAnswer } from "./first-answer.ts";
import type { RunningPeer } from "./peer.ts";
import type { Program } from "./start-program.ts";

/** Waits for the program's first answer. Throws with the reason after `limitMs`. */
export async function runningPeer(program: Program, target: HttpTarget, limitMs: number): Promise<RunningPeer> {
  const coldStartMs = await firstAnswer(program, target, limitMs);
  return {
    target,
    coldStartMs,
    memoryMb: () => program.memoryMb(),
    cpuMs: () => program.cpuMs(),
    stop: () => program.stop(),
  };
}
