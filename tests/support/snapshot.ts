import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execOnNode } from "./lab-node.ts";
import { readLabFile } from "../../lib/lab/nodes/lab-file.ts";
import { stackFolder, stateFolder } from "../../lib/paths.ts";
import { testStack } from "./hearth.ts";

/**
 * What a run that changes nothing leaves as it was: the logs that every unit writes on its node, Pulumi's resources, what the
 * depot is to hold, and the nodes themselves.
 */
export async function snapshot(): Promise<Readonly<Record<string, string>>> {
  const nodes = readLabFile(testStack).nodes;
  const logs = await Promise.all(
    nodes.map(async ({ name: node }) => {
      const sizes = await execOnNode({ stack: testStack, node }, "cd /var/log/hearth && stat -c '%n %s' *.log");
      return [`logs on ${node}`, sizes] as const;
    }),
  );
  return {
    ...Object.fromEntries(logs),
    nodes: JSON.stringify(nodes),
    depot: readFileSync(join(stackFolder(testStack), "depot.json"), "utf8"),
    resources: digestOf(resources()),
  };
}

interface State {
  readonly checkpoint?: { readonly latest?: { readonly resources?: readonly { urn: string; inputs?: unknown }[] } };
}

/** Without the times of Pulumi's own bookkeeping, and without what is encrypted, which is encrypted with a new nonce each time. */
function resources(): unknown {
  const file = join(stateFolder, ".pulumi", "stacks", "hearth", `${testStack}.json`);
  if (!existsSync(file)) return [];
  const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as State;
  return checkpoint?.latest?.resources?.map(({ urn, inputs }) => [urn, inputs]);
}

function digestOf(value: unknown): string {
  const text = JSON.stringify(value, (key, part: unknown) => (key === "ciphertext" ? "" : part));
  return createHash("sha256").update(text).digest("hex");
}
