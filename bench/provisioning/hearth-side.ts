import { join } from "node:path";
import { cacheFolder } from "../../lib/paths.ts";
import { readSecrets } from "../../lib/stack/init-stack.ts";
import { stackEnvironment } from "../../lib/stack/pulumi/stack-environment.ts";
import { toolPath } from "../../lib/toolchain/installed/tool-path.ts";
import { runTimed, type TimedRun } from "../measure/run-timed.ts";
import type { Side, SideContext } from "./side.ts";

/** Hearth as a person runs it: a new process each time. Its keys are made before, as Ansible is given its own. */
export const hearthSide: Side = {
  tool: "hearth",
  async prepare(context) {
    await hearth("init", context);
    const { name } = context.stack;
    return readSecrets(name, stackEnvironment(name, toolPath()));
  },
  async first(context) {
    return (await hearth("up", context)).seconds;
  },
  async second(context) {
    const up = await hearth("up", context);
    const { changes } = JSON.parse(up.stdout) as { changes: Readonly<Record<string, number>> };
    if (Object.keys(changes).some((operation) => operation !== "same"))
      throw new Error(`the second up changed something: ${JSON.stringify(changes)}`);
    const drift = await hearth("drift", context);
    const report = JSON.parse(drift.stdout) as { clean: boolean; rows: readonly { state: string }[] };
    if (!report.clean)
      throw new Error(`drift found: ${JSON.stringify(report.rows.filter(({ state }) => state !== "ok"))}`);
    return { up: up.seconds, drift: drift.seconds };
  },
};

async function hearth(verb: string, { stack, log, signal }: SideContext): Promise<TimedRun> {
  const program = join(import.meta.dirname, "hearth", "main.ts");
  const run = await runTimed([process.execPath, program, verb, stack.name, stack.inventoryFile], {
    // As the launcher sets it.
    environment: { NODE_COMPILE_CACHE: join(cacheFolder, "compiled") },
    signal,
  });
  log.detail(run.stderr);
  return run;
}
