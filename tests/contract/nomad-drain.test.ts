import { afterAll, beforeAll, expect, test } from "vitest";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { moveJob, movesWithoutGap } from "../../lib/jobs/move-job.ts";
import { jobDifferences } from "../../lib/nomad/job-differences.ts";
import type { NomadApi } from "../../lib/nomad/nomad-api.ts";
import type { NomadNode } from "../../lib/nomad/nomad-types.ts";
import { startNomadAgent, startNomadClient, type NomadAgent } from "./nomad-agent.ts";

/* A job leaves a machine of a real Nomad with two of them. */

let agent: NomadAgent;
let second: AsyncDisposable | undefined;
let nomad: NomadApi;

beforeAll(async () => {
  agent = await startNomadAgent();
  nomad = agent.nomad;
  second = await startNomadClient(agent, "n2");
}, 120_000);
afterAll(async () => {
  await second?.[Symbol.asyncDispose]();
  await agent[Symbol.asyncDispose]();
});

const hcl = `job "web" {
  datacenters = ["home"]
  update {
    canary            = 1
    auto_promote      = true
    health_check      = "task_states"
    min_healthy_time  = "1s"
    progress_deadline = "0s"
  }
  group "web" {
    task "web" {
      driver = "raw_exec"
      config {
        command = "/bin/sleep"
        args    = ["1000"]
      }
      resources {
        cpu    = 20
        memory = 20
      }
    }
  }
}`;

const nodeOf = async (name: string): Promise<NomadNode> => {
  const found = (await nomad.nodes()).find((node) => node.Name === name);
  if (found === undefined) throw new Error(`no node ${name}`);
  return found;
};

const running = async (): Promise<readonly string[]> =>
  (await nomad.allocations("web"))
    .filter(({ ClientStatus }) => ClientStatus === "running")
    .map(({ NodeName }) => NodeName);

const waitUntilOn = (node: string): Promise<void> =>
  waitFor({ what: `web on ${node} alone`, limitMs: 30_000 }, async () => {
    const nodes = await running();
    return nodes.join() === node ? ready(undefined) : notYet(nodes.join());
  });

test("a job with canaries moves before it ends, a drain empties the machine, and the end of a drain gives it work again", async () => {
  await nomad.setEligible((await nodeOf("n2")).ID, false);
  const job = await nomad.parse(hcl);
  await nomad.register(job, { enforceIndex: 0 });
  await waitUntilOn("n1");
  expect((await nomad.allocationsOn((await nodeOf("n1")).ID)).map(({ JobID }) => JobID)).toEqual(["web"]);
  expect(movesWithoutGap((await nomad.document("web")) ?? { ID: "" })).toBe(true);

  await nomad.setEligible((await nodeOf("n2")).ID, true);
  await nomad.setEligible((await nodeOf("n1")).ID, false);
  const seen: number[] = [];
  const watch = setInterval(() => void running().then((nodes) => seen.push(nodes.length)), 100);
  await moveJob(nomad, "web", { limitMs: 60_000 });
  await waitUntilOn("n2");
  clearInterval(watch);
  // At no time none, and for a while both.
  expect(Math.min(...seen)).toBeGreaterThan(0);
  expect(Math.max(...seen)).toBe(2);
  // What was changed for it is no difference from what is declared.
  expect(jobDifferences((await nomad.plan(job)).Diff)).toEqual([]);

  await nomad.setEligible((await nodeOf("n1")).ID, true);
  await nomad.drain((await nodeOf("n2")).ID, { deadlineMs: 30_000 });
  await waitUntilOn("n1");
  expect(await nodeOf("n2")).toMatchObject({ SchedulingEligibility: "ineligible" });
  await nomad.endDrain((await nodeOf("n2")).ID, { eligible: true });
  expect(await nodeOf("n2")).toMatchObject({ SchedulingEligibility: "eligible", Drain: false });
  await nomad.purge("web");
}, 120_000);

test("the server is named by its machine, with its version", async () => {
  const server = await waitFor({ what: "the server to be seen", limitMs: 60_000 }, async () => {
    const [first] = await nomad.servers();
    return first === undefined ? notYet("no server") : ready(first);
  });
  expect(server).toMatchObject({ node: "n1", leader: true, voter: true });
  expect(server.version).toMatch(/^\d+\.\d+\.\d+/);
});
