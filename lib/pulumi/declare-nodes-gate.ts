import * as command from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";

/** Between nodes and jobs: waits until Nomad may place work on every node. It runs again when the nodes change. */
export function declareNodesGate(nodes: readonly string[], after: readonly pulumi.Resource[]): pulumi.Resource {
  const wait = "hearth-gate nodes";
  const inputs = { create: wait, update: wait, stdin: JSON.stringify({ nodes }) };
  return new command.local.Command("gate/nodes", inputs, { dependsOn: [...after] });
}
