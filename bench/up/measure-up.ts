import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defined } from "@hearth/kernel/defined.ts";
import type { Log } from "@hearth/kernel/log.ts";
import { root, stackFolder } from "../../lib/paths.ts";
import { stackEnvironment } from "../../lib/stack/pulumi/stack-environment.ts";
import { toolPath } from "../../lib/toolchain/installed/tool-path.ts";
import { runTimed } from "../measure/run-timed.ts";
import { waitForQuiet } from "../measure/wait-for-quiet.ts";
import { readPhases, type PhaseSeconds } from "./read-phases.ts";

/** From nothing to the first token, and then with nothing to do. */
export interface UpRun {
  /** Counts from 1. */
  readonly repetition: number;
  readonly loadBefore: number;
  readonly first: UpTime;
  readonly second: UpTime;
  /** With nothing to do either, and Pulumi asked all the same. */
  readonly full: UpTime;
  /** Pulumi's own update of the same stack in the same environment, right after. */
  readonly pulumiSeconds: number;
  /** What the chat expert said to the first `up`. */
  readonly answer: string;
}

export interface UpTime {
  readonly seconds: number;
  readonly phases: PhaseSeconds;
}

export interface MeasureUpOptions {
  readonly repetition: number;
  readonly belowLoad: number;
  readonly log: Log;
  readonly signal: AbortSignal;
}

const stack = "bench-up";
/** The lab's own inventory under another stack, so that a person's lab is left alone. */
const environment = { HEARTH_INVENTORY: join(root, "stacks", "lab.inventory.yaml") };

interface UpResult {
  readonly changes: Readonly<Record<string, number>>;
  readonly answer: { readonly text: string };
}

/** Takes everything down, brings it up twice, lets Pulumi do the same alone, and takes everything down again. */
export async function measureUp({ repetition, belowLoad, log, signal }: MeasureUpOptions): Promise<UpRun> {
  try {
    await hearth(["down", "--yes"], signal);
    const loadBefore = await waitForQuiet({ belowLoad, log, signal });
    const first = await log.step("first up", () => timedUp(signal));
    const second = await log.step("second up", () => timedUp(signal));
    const full = await log.step("up --full", () => timedUp(signal, "--full"));
    for (const { result } of [second, full]) {
      if (Object.keys(result.changes).some((operation) => operation !== "same"))
        throw new Error(`an up with nothing to do changed something: ${JSON.stringify(result.changes)}`);
    }
    const pulumi = await log.step("pulumi up", () =>
      runTimed(["pulumi", "up", "--yes", "--skip-preview", "--non-interactive", "--stack", stack], {
        cwd: root,
        environment: { ...environment, ...stackEnvironment(stack, toolPath()) },
        signal,
      }),
    );
    const answer = first.result.answer.text.trim();
    return {
      repetition,
      loadBefore,
      first: first.time,
      second: second.time,
      full: full.time,
      pulumiSeconds: pulumi.seconds,
      answer,
    };
  } finally {
    await hearth(["down", "--yes"]);
  }
}

async function timedUp(
  signal: AbortSignal,
  ...options: readonly string[]
): Promise<{ readonly time: UpTime; readonly result: UpResult }> {
  const startedAt = Date.now();
  const { stdout, seconds } = await hearth(["--json", "up", ...options], signal);
  const phases = readPhases(readLog(), startedAt, startedAt + seconds * 1_000);
  return { time: { seconds, phases }, result: JSON.parse(stdout) as UpResult };
}

const hearth = (args: readonly string[], signal?: AbortSignal) =>
  runTimed([join(root, "hearth"), "--stack", stack, ...args], { environment, ...defined({ signal }) });

/** The log files of all days, since a run may pass midnight. */
function readLog(): string {
  const folder = join(stackFolder(stack), "log");
  return readdirSync(folder)
    .sort()
    .map((file) => readFileSync(join(folder, file), "utf8"))
    .join("");
}
