import { readStack } from "../lib/pulumi/read-stack.ts";
import { declareUnits } from "../lib/pulumi/declare-units.ts";
import { loadStack } from "../lib/stack/load-stack.ts";
import { nodeAccesses } from "../lib/ssh/node-accesses.ts";

const { stack: name, secrets } = readStack();
const stack = await loadStack(name);
const accesses = nodeAccesses(stack.cluster, stack.folder);

declareUnits(stack.units, { accesses, secrets });

export const nodes = stack.cluster.nodes.map((node) => `${node.name}.${stack.cluster.domain}`);
