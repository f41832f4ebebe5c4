import { join } from "node:path";
import type { PreflightReport } from "../../preflight/report.ts";
import { preflightCommand } from "../../preflight/run-preflight.ts";
import { asRoot } from "../../ssh/as-root.ts";
import { runScript, type ScriptRun } from "../../ssh/run-script.ts";
import type { Stack } from "../load-stack.ts";
import { preflightStack } from "../preflight-stack.ts";

export interface ProbeOptions {
  readonly signal?: AbortSignal;
  /** How a script is run on a node; over SSH except in tests. */
  readonly run?: (node: string, script: string) => Promise<ScriptRun>;
}

/** Runs after preflight's checks, whose last line is `end`. Changes nothing. */
const tail = String.raw`
marks=$(cd /var/lib/hearth && { cat /etc/machine-id; find owned started -type f -exec sha256sum {} + | sort; } | sha256sum) &&
  printf 'marks\t%s\n' "$marks"
printf 'hosts\n'
cat /etc/hosts
`;

/** What is learned from every node, over one connection each. */
export interface NodeProbe {
  readonly preflight: Promise<PreflightReport>;
  /**
   * By node, a digest of its marks: the machine's ID, the files that units own there with their content, and the files that its
   * services were started with. A node that did not answer is missing.
   */
  readonly marks: Promise<Readonly<Record<string, string>>>;
  /** The node's /etc/hosts, for `readStatus`. */
  readonly hosts: (node: string) => Promise<ScriptRun>;
}

/** Starts to probe every node of the stack: preflight's checks, the marks, and the overlay's names. */
export function probeNodes(stack: Stack, { signal, run }: ProbeOptions = {}): NodeProbe {
  const overSsh = (node: string, script: string): Promise<ScriptRun> =>
    runScript({
      sshConfigFile: join(stack.folder, "ssh_config"),
      node,
      ...preflightCommand(stack.folder, node),
      script,
      signal,
    });
  const runs = new Map<string, Promise<ScriptRun>>();
  const preflight = preflightStack(stack, {
    ...(signal && { signal }),
    run: (node, script) => {
      const running = (run ?? overSsh)(node, `${script}${tail}`);
      runs.set(node, running);
      return running;
    },
  });
  return {
    preflight,
    marks: preflight.then(() => marksOf(runs)),
    hosts: async (node) => {
      const { stdout, exitCode, ...ended } = await (runs.get(node) ?? overSsh(node, tail));
      const [, hosts] = stdout.split(/^hosts\n/m);
      return { ...ended, stdout: hosts ?? "", exitCode: hosts === undefined && exitCode === 0 ? 1 : exitCode };
    },
  };
}

/** Only the marks, for the end of an `up`. */
export function readMarks(stack: Stack, { signal, run }: ProbeOptions = {}): NodeProbe["marks"] {
  const sshConfigFile = join(stack.folder, "ssh_config");
  const overSsh = (node: string, script: string): Promise<ScriptRun> =>
    runScript({
      sshConfigFile,
      node,
      ...asRoot({ stackFolder: stack.folder, node, command: "sh -s" }),
      script,
      signal,
    });
  return marksOf(new Map(stack.cluster.nodes.map(({ name }) => [name, (run ?? overSsh)(name, tail)])));
}

async function marksOf(runs: ReadonlyMap<string, Promise<ScriptRun>>): NodeProbe["marks"] {
  const marks = await Promise.all([...runs].map(async ([node, running]) => [node, marksIn(await running)] as const));
  return Object.fromEntries(marks.filter(([, mark]) => mark !== ""));
}

const marksIn = ({ stdout }: ScriptRun): string => /^marks\t([0-9a-f]{64})/m.exec(stdout)?.[1] ?? "";
