import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { $ } from "zx";
import type { LabNodeSpec } from "../../lib/lab/nodes/lab-node-spec.ts";
import { labDown } from "../../lib/lab/lab-down.ts";
import { readLabFile } from "../../lib/lab/nodes/lab-file.ts";
import { labUp } from "../../lib/lab/lab-up.ts";
import { createLog, terminalSink, type Log } from "@hearth/kernel/log.ts";
import { root, stackFolder } from "../../lib/paths.ts";
import type { NodeAccess } from "../../lib/ssh/node-access.ts";
import { writeSshFiles } from "../../lib/ssh/write-ssh-files.ts";

export interface SshResult {
  /** ssh's own 255 where no connection was made. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A lab of a test's own, gone with the test: `await using lab = await testLab({ nodes: ["a"] });`. */
export interface TestLab extends AsyncDisposable {
  /** The stack's name, for everything in lib/lab. */
  readonly stack: string;
  /** How the node is reached now; a recreated node has another host key. */
  access(node: string): NodeAccess;
  /** Runs a shell command on a node as its operator (who has sudo), with the pinned host key. Does not throw. */
  ssh(node: string, command: string, input?: string): Promise<SshResult>;
}

export interface TestLabOptions {
  /** Names, or names with limits and release. */
  readonly nodes: readonly (string | LabNodeSpec)[];
  readonly log?: Log;
}

/** Makes a lab under a name of its own; it shares the image and the Docker daemon with every other. */
export async function testLab({ nodes, log = createLog(terminalSink) }: TestLabOptions): Promise<TestLab> {
  await removeOrphans(log);
  const stack = `t-${process.pid}-${randomBytes(3).toString("hex")}`;
  const remove = async (): Promise<void> => removeLab(stack, log);
  try {
    await labUp({ stack, nodes: nodes.map((node) => (typeof node === "string" ? { name: node } : node)), log });
  } catch (thrown) {
    await remove();
    throw thrown;
  }
  return {
    stack,
    access: (node) => accessOf(stack, node),
    async ssh(node, command, input = "") {
      const config = writeSshFiles(stackFolder(stack), readLabFile(stack).nodes);
      const result = await $({ nothrow: true, quiet: true, input })`ssh -F ${config} ${node} ${command}`;
      return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr };
    },
    [Symbol.asyncDispose]: remove,
  };
}

function accessOf(stack: string, node: string): NodeAccess {
  const access = readLabFile(stack).nodes.find(({ name }) => name === node);
  if (access === undefined) throw new Error(`the test lab ${stack} has no node ${node}`);
  return access;
}

async function removeLab(stack: string, log: Log): Promise<void> {
  await labDown({ stack, log });
  rmSync(stackFolder(stack), { recursive: true, force: true });
}

/** A test run that was killed cannot remove its labs; the next one does. */
async function removeOrphans(log: Log): Promise<void> {
  const folder = join(root, ".hearth");
  for (const stack of existsSync(folder) ? readdirSync(folder) : []) {
    const pid = /^t-(\d+)-[0-9a-f]{6}$/.exec(stack)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await removeLab(stack, log);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
