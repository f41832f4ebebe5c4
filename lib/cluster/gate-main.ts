import { text } from "node:stream/consumers";
import { z } from "zod";
import { runMain } from "../run-main.ts";
import { connectCluster } from "./connect-cluster.ts";
import { waitForConsul } from "./wait-for-consul.ts";
import { waitForNodes } from "./wait-for-nodes.ts";

/*
 * What Pulumi runs for the gate between nodes and jobs: `hearth-gate nodes <GATE`, with the nodes' names on stdin. It waits for
 * what takes a few seconds after the last unit: Nomad's clients register by themselves, and Consul gets a leader that all nodes
 * see.
 */

const gateSchema = z.strictObject({ nodes: z.array(z.string()).min(1) });
const limitMs = 120_000;
const patienceMs = 30_000;

await runMain(async (signal) => {
  const { nodes } = gateSchema.parse(JSON.parse(await text(process.stdin)));
  const { nomad, consulOn } = connectCluster(process.env["HEARTH_STACK_FOLDER"] ?? "", { patienceMs, signal });
  const agents = new Map(nodes.map((node) => [node, consulOn(node)]));
  await Promise.all([waitForNodes(nomad, { nodes, limitMs, signal }), waitForConsul(agents, { limitMs, signal })]);
  return `ready: ${nodes.join(", ")}`;
});
