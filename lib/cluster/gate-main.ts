import { text } from "node:stream/consumers";
import { z } from "zod";
import { exitCodes } from "../error-table.ts";
import { HearthError } from "../errors.ts";
import { connectCluster } from "./connect-cluster.ts";
import { waitForNodes } from "./wait-for-nodes.ts";

/*
 * What Pulumi runs for the gate between nodes and jobs: `hearth-gate nodes <GATE`, with the nodes' names on stdin. It waits for
 * what is true a few seconds after the last unit: Nomad's clients register by themselves.
 */

const gateSchema = z.strictObject({ nodes: z.array(z.string()).min(1) });
const limitMs = 120_000;

try {
  const { nodes } = gateSchema.parse(JSON.parse(await text(process.stdin)));
  const { nomad } = connectCluster(process.env["HEARTH_STACK_FOLDER"] ?? "");
  await waitForNodes(nomad, { nodes, limitMs });
  process.stdout.write(`ready: ${nodes.join(", ")}\n`);
  // Connections that are kept for a next request would hold the program back.
  process.exit(exitCodes.success);
} catch (thrown) {
  process.stderr.write(`${thrown instanceof HearthError ? thrown.format() : String(thrown)}\n`);
  process.exit(thrown instanceof HearthError ? thrown.exitCode : exitCodes.failed);
}
