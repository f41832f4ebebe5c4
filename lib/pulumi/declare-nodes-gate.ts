import * as command from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";
import { nodesGate, type RepairMarks } from "../stack/repair-marks.ts";
import { repairEnvironment } from "./repair-environment.ts";

export interface NodesGateContext {
  readonly after: readonly pulumi.Resource[];
  readonly repairs: RepairMarks;
}

/** Between nodes and jobs: waits until Nomad may place work on every node. It runs again when the nodes change or are replaced. */
export function declareNodesGate(nodes: readonly string[], { after, repairs }: NodesGateContext): pulumi.Resource {
  const wait = "hearth-gate nodes";
  const inputs = { create: wait, update: wait, stdin: JSON.stringify({ nodes }) };
  return new command.local.Command(
    nodesGate,
    { ...inputs, ...repairEnvironment(repairs, nodesGate) },
    { dependsOn: [...after] },
  );
}
