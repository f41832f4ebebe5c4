import "../lib/pulumi/plain-stack-traces.ts";
import * as pulumi from "@pulumi/pulumi";
import { preflightGate } from "../lib/pulumi/preflight-gate.ts";
import { readStack } from "../lib/pulumi/read-stack.ts";
import { declareJobs } from "../lib/pulumi/declare-jobs.ts";
import { declareNodesGate } from "../lib/pulumi/declare-nodes-gate.ts";
import { openImages } from "../lib/pulumi/open-images.ts";
import { registryDoor } from "../lib/jobs/registry-address.ts";
import { declareUnits } from "../lib/pulumi/declare-units.ts";
import { frozenBy } from "../lib/pulumi/frozen.ts";
import { jobSpecs } from "../lib/stack/job-specs.ts";
import { loadStack } from "../lib/stack/load-stack.ts";
import { heldNodes, offNodes, withoutNodes } from "../lib/stack/off-nodes.ts";
import { nodeAccesses, plannedAccesses } from "../lib/ssh/node-accesses.ts";

const { stack: name, secrets, repairs } = readStack();
const stack = await loadStack(name);
// A preview also shows what does not exist yet.
const planned = pulumi.runtime.isDryRun();
const accesses = (planned ? plannedAccesses : nodeAccesses)(stack.cluster, stack.folder);

// Machines that may be off, and are: what is on them stays as it is.
const off = offNodes();
const on = withoutNodes(stack, off);
const frozen = frozenBy(stack, { off, held: heldNodes() });

await preflightGate(on);

const units = declareUnits(stack.units, { accesses, secrets, repairs, frozen });
const ready = declareNodesGate(
  on.cluster.nodes.map((node) => node.name),
  { after: [...units.values()], repairs },
);
const image = await openImages({ stackFolder: stack.folder, door: registryDoor(stack.cluster), secrets });
declareJobs(jobSpecs(stack, { planned, pushesImages: true }), { after: [ready], secrets, repairs, frozen, image });

export const nodes = stack.cluster.nodes.map((node) => `${node.name}.${stack.cluster.domain}`);
