import { declareUnits } from "../../../lib/pulumi/declare-units.ts";
import { preflightGate } from "../../../lib/pulumi/preflight-gate.ts";
import { readStack } from "../../../lib/pulumi/read-stack.ts";
import { nodeAccesses } from "../../../lib/ssh/node-accesses.ts";
import { inventoryVariable, loadBenchStack } from "../load-bench-stack.ts";

const { stack: name, secrets } = readStack();
const stack = await loadBenchStack(name, process.env[inventoryVariable] ?? "");

await preflightGate(stack);

declareUnits(stack.units, { accesses: nodeAccesses(stack.cluster, stack.folder), secrets, repairs: {} });
