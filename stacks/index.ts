import "../lib/pulumi/plain-stack-traces.ts";
import * as pulumi from "@pulumi/pulumi";
import { preflightGate } from "../lib/pulumi/preflight-gate.ts";
import { readStack } from "../lib/pulumi/read-stack.ts";
import { declareJobs } from "../lib/pulumi/declare-jobs.ts";
import { declareNodesGate } from "../lib/pulumi/declare-nodes-gate.ts";
import { declareUnits } from "../lib/pulumi/declare-units.ts";
import { jobSpecs } from "../lib/stack/job-specs.ts";
import { loadStack } from "../lib/stack/load-stack.ts";
import { nodeAccesses, plannedAccesses } from "../lib/ssh/node-accesses.ts";

const { stack: name, secrets, repairs } = readStack();
const stack = await loadStack(name);
// A preview also shows what does not exist yet.
const planned = pulumi.runtime.isDryRun();
const accesses = (planned ? plannedAccesses : nodeAccesses)(stack.cluster, stack.folder);

await preflightGate(stack);

const units = declareUnits(stack.units, { accesses, secrets, repairs });
const ready = declareNodesGate(
  stack.cluster.nodes.map((node) => node.name),
  [...units.values()],
);
declareJobs(jobSpecs(stack, { planned }), { after: [ready], secrets, repairs });

export const nodes = stack.cluster.nodes.map((node) => `${node.name}.${stack.cluster.domain}`);
