import { join } from "node:path";
import { text } from "node:stream/consumers";
import { connectCluster } from "../cluster/connect-cluster.ts";
import { createLog, fileSink, terminalSink } from "@hearth/kernel/log.ts";
import { stackFolder } from "../paths.ts";
import { runMain } from "../run-main.ts";
import { jobSpecSchema } from "./job-spec.ts";
import { jobVerbs, runJobCommand } from "./run-job-command.ts";

/*
 * What Pulumi runs for a job: `node lib/jobs/main.ts apply|gate|stop ID <SPEC`. HEARTH_STACK names the stack. The spec comes on
 * stdin because it may hold secrets; progress goes to stderr and the stack's log.
 */

/** Longer than an election takes on a busy machine. */
const patienceMs = 60_000;

await runMain(async (signal) => {
  const [verbName, id] = process.argv.slice(2);
  const verb = jobVerbs.find((candidate) => candidate === verbName);
  const stack = process.env["HEARTH_STACK"];
  if (verb === undefined || id === undefined || stack === undefined) {
    throw new TypeError("usage: HEARTH_STACK=STACK node lib/jobs/main.ts apply|gate|stop ID <SPEC");
  }
  const spec = jobSpecSchema.parse(JSON.parse(await text(process.stdin)));
  if (spec.id !== id) throw new TypeError(`the spec on stdin is for ${spec.id}, not for ${id}`);
  const folder = stackFolder(stack);
  const log = createLog(terminalSink, fileSink(join(folder, "log", "jobs.jsonl")));
  return runJobCommand(verb, spec, { ...connectCluster(folder, { patienceMs, signal }), log, signal });
});
