import type { HttpTarget } from "../load/http-target.ts";
import { openLoop, type OpenLoopOptions, type Sample } from "../load/open-loop.ts";
import { percentile } from "../../measure/percentile.ts";
import { median } from "../../measure/median.ts";

export interface AddedTime {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly directP50Ms: number;
  readonly directP99Ms: number;
  readonly failed: number;
}

export interface AddedTimeOptions extends OpenLoopOptions {
  readonly rounds: number;
  /** What counts: the answer's end, or its first byte. */
  readonly until: "end" | "first byte";
}

/** What a server adds to the time of its upstream at a fixed rate: both measured by turns; medians over the rounds. */
export async function measureAddedTime(
  { direct, through }: { readonly direct: HttpTarget; readonly through: HttpTarget },
  options: AddedTimeOptions,
): Promise<AddedTime> {
  const rounds: { readonly direct: readonly number[]; readonly through: readonly number[] }[] = [];
  let failed = 0;
  for (let round = 0; round < options.rounds; round += 1) {
    const samples = { direct: await openLoop(direct, options), through: await openLoop(through, options) };
    failed += samples.through.filter(({ answer }) => answer?.status !== 200).length;
    rounds.push({ direct: times(samples.direct, options.until), through: times(samples.through, options.until) });
  }
  const at = (share: number, side: "direct" | "through"): number =>
    median(rounds.map((round) => percentile(round[side], share)));
  return {
    p50Ms: at(0.5, "through") - at(0.5, "direct"),
    p99Ms: at(0.99, "through") - at(0.99, "direct"),
    directP50Ms: at(0.5, "direct"),
    directP99Ms: at(0.99, "direct"),
    failed,
  };
}

const times = (samples: readonly Sample[], until: AddedTimeOptions["until"]): readonly number[] =>
  samples.flatMap(({ dueMs, answer }) =>
    answer === undefined ? [] : [(until === "end" ? answer.endMs : answer.firstByteMs) - dueMs],
  );
