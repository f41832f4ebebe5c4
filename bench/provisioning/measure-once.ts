import { join } from "node:path";
import { labUp } from "../../lib/lab/lab-up.ts";
import type { Log } from "@hearth/kernel/log.ts";
import { labNodes } from "../../lib/stack/lab-nodes.ts";
import { prepareSsh } from "../../lib/stack/prepare-ssh.ts";
import { stackEnvironment } from "../../lib/stack/pulumi/stack-environment.ts";
import { takeDown } from "../../lib/stack/take-down.ts";
import { toolPath } from "../../lib/toolchain/installed/tool-path.ts";
import { waitForQuiet } from "../measure/wait-for-quiet.ts";
import { ansibleSide } from "./ansible-side.ts";
import { checkEndState } from "./check-end-state.ts";
import { hearthSide } from "./hearth-side.ts";
import { loadBenchStack } from "./load-bench-stack.ts";
import type { EndState } from "./read-end-state.ts";
import type { Side, ToolUnderTest } from "./side.ts";

/** One tool on fresh nodes, once. */
export interface ProvisioningRun {
  readonly tool: ToolUnderTest;
  readonly nodes: number;
  /** Counts from 1. */
  readonly repetition: number;
  /** Load average of one minute just before the clock started. */
  readonly loadBefore: number;
  readonly firstSeconds: number;
  readonly secondSeconds: number;
  /** What the second run consists of. */
  readonly secondParts: Readonly<Record<string, number>>;
  /** Facts of the end state that held, after the first run and again after the second. */
  readonly facts: number;
}

export interface MeasureOptions {
  readonly tool: ToolUnderTest;
  readonly inventoryFile: string;
  readonly repetition: number;
  readonly belowLoad: number;
  readonly log: Log;
  readonly signal: AbortSignal;
}

const sides: Readonly<Record<ToolUnderTest, Side>> = { hearth: hearthSide, ansible: ansibleSide };

/** Makes fresh nodes, takes the time of the first and the second run, proves the end state, and removes the nodes. */
export async function measureOnce(
  options: MeasureOptions,
): Promise<{ readonly run: ProvisioningRun; readonly endState: EndState }> {
  const { tool, inventoryFile, repetition, belowLoad, log, signal } = options;
  const side = sides[tool];
  const stack = await loadBenchStack(`bench-${tool}`, inventoryFile);
  const name = stack.name;
  const removal = { environment: stackEnvironment(name, toolPath()), log, signal: new AbortController().signal };
  try {
    await labUp({ stack: name, nodes: labNodes(stack.cluster), log, signal });
    prepareSsh(stack);
    const context = { stack, log, signal };
    const secrets = await side.prepare(context);
    const endStateContext = { cluster: stack.cluster, sshConfigFile: join(stack.folder, "ssh_config"), secrets };
    const check = (): Promise<EndState> => checkEndState({ ...endStateContext, jobUsers: stack.jobUsers });
    const loadBefore = await waitForQuiet({ belowLoad, log, signal });
    const what = `${tool}, ${stack.cluster.nodes.length} nodes, run ${repetition}`;
    const firstSeconds = await log.step(`${what}: first`, () => side.first(context));
    await log.step("check the end state", check);
    const secondParts = await log.step(`${what}: second`, () => side.second(context));
    const endState = await log.step("check the end state", check);
    const secondSeconds = Object.values(secondParts).reduce((sum, seconds) => sum + seconds, 0);
    const { facts } = endState;
    const nodes = stack.cluster.nodes.length;
    return {
      run: { tool, nodes, repetition, loadBefore, firstSeconds, secondSeconds, secondParts, facts },
      endState,
    };
  } finally {
    await takeDown(stack, removal);
  }
}
