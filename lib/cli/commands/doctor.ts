import { accessSync, constants, existsSync, realpathSync, statfsSync } from "node:fs";
import { freemem } from "node:os";
import { delimiter, join } from "node:path";
import { exitCodes } from "@hearth/kernel/error-table.ts";
import { findDocker } from "../../lab/docker/find-docker.ts";
import { cacheFolder, root, stackFolder } from "../../paths.ts";
import { loadStack, stackConfigFile, type Stack } from "../../stack/load-stack.ts";
import { reachCluster } from "../../stack/reach-cluster.ts";
import { passphraseFile } from "../../stack/pulumi/stack-environment.ts";
import { madeNames } from "../../stack/stack-files.ts";
import { stackStatusReader } from "../../stack/stack-status-reader.ts";
import { listTools } from "../../toolchain/list-tools.ts";
import { print } from "../context.ts";
import { examineController, examineDocker, examineStack, failed, type ControllerFacts } from "../doctor/examine.ts";
import { formatDoctor, type Finding } from "../doctor/finding.ts";
import type { RegisterCommand } from "../load-commands.ts";

export const register: RegisterCommand = (program, signal) => {
  program
    .command("doctor")
    .description("check this computer and the stack, and say what to do; changes nothing")
    .addHelpText(
      "after",
      "\nMachines are checked by `hearth preflight`, changes made by hand by `hearth drift`.\n\nExamples:\n  hearth doctor\n  hearth --stack home doctor\nExit status: 0 well (warnings allowed), 2 not.",
    )
    .action(async () => {
      const { stack, json = false } = program.opts<{ stack: string; json?: boolean }>();
      const facts = await readController();
      const findings = [...examineController(facts), ...(await lookAtStack(stack, facts, signal))];
      print({ json }, { json: { stack, findings }, text: formatDoctor(findings) });
      if (findings.some(({ state }) => state === "error")) process.exitCode = exitCodes.differs;
    });
};

async function readController(): Promise<ControllerFacts> {
  const { bavail, bsize } = statfsSync(existsSync(cacheFolder) ? cacheFolder : root);
  const tools = await listTools();
  return {
    freeCacheBytes: bavail * bsize,
    freeMemoryBytes: freemem(),
    unwritable: [root, join(root, ".hearth"), cacheFolder].filter((folder) => existsSync(folder) && !canWrite(folder)),
    missingTools: tools
      // What only builds the others is fetched when it is needed.
      .filter(({ kind, state }) => (kind === "program" || kind === "model") && state !== "installed")
      .map(({ name }) => name),
    onPath: launcherOnPath(),
    launcher: join(root, "hearth"),
    isRoot: process.getuid?.() === 0,
    hasDocker: (await findDocker()) !== undefined,
  };
}

function canWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** The checkout's own launcher, as a shell finds it. */
function launcherOnPath(): string | undefined {
  const own = realpathSync(join(root, "hearth"));
  const candidates = (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, "hearth"));
  return candidates.find((file) => existsSync(file) && realpathSync(file) === own);
}

async function lookAtStack(name: string, facts: ControllerFacts, signal: AbortSignal): Promise<readonly Finding[]> {
  let stack: Stack;
  try {
    stack = await loadStack(name);
  } catch (thrown) {
    return [failed(`inventory of ${name}`, thrown)];
  }
  const made = madeNames(name).length;
  const found: Finding[] = [
    { what: `inventory of ${name}`, state: "ok", found: "good" },
    ...(stack.cluster.nodesFrom === "lab" ? [examineDocker(facts)] : []),
    ...examineStack({
      stack: name,
      hasSecrets: existsSync(stackConfigFile(name)),
      hasPassphrase: existsSync(passphraseFile(name)),
      made,
    }),
  ];
  if (made === 0 || !existsSync(stackFolder(name))) return found;
  return [...found, ...(await lookAtCluster(stack, signal))];
}

async function lookAtCluster(stack: Stack, signal: AbortSignal): Promise<readonly Finding[]> {
  try {
    reachCluster(stack);
    const { problems } = await stackStatusReader(stack)(signal);
    if (problems.length === 0) return [{ what: "health", state: "ok", found: "every node and job is healthy" }];
    return problems.map((problem) => ({
      what: "health",
      state: "error",
      found: problem,
      todo: "See why with `hearth why NAME`, NAME being the job or node; `hearth up` puts right what it can.",
    }));
  } catch (thrown) {
    signal.throwIfAborted();
    return [failed("health", thrown)];
  }
}
