import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ClusterClient, ClusterRequest } from "../http/cluster-client.ts";
import { root } from "../paths.ts";
import { createNomadApi } from "./nomad-api.ts";

/** As Nomad 1.11.3 has answered. */
const recorded = (name: string): unknown =>
  JSON.parse(readFileSync(join(root, "tests", "fixtures", "nomad", `${name}.json`), "utf8"));

function nomadThatAnswers(status: number, json: unknown) {
  const requests: ClusterRequest[] = [];
  const client: ClusterClient = (request) => {
    requests.push(request);
    return Promise.resolve({ status, json });
  };
  return { requests, nomad: createNomadApi(client) };
}

test("nodes", async () => {
  const { nomad } = nomadThatAnswers(200, recorded("nodes"));
  expect(await nomad.nodes()).toEqual([
    {
      ID: "d53226a6-8f9c-c635-8bd0-4c372642bcc0",
      Name: "n1",
      Datacenter: "home",
      Status: "ready",
      StatusDescription: "",
      SchedulingEligibility: "eligible",
      Drain: false,
    },
  ]);
});

test("a restart leaves alone the tasks that have ended", async () => {
  const { requests, nomad } = nomadThatAnswers(200, {});
  await nomad.restart("d53226a6");
  expect(requests).toEqual([{ method: "PUT", path: "/v1/client/allocation/d53226a6/restart", body: {} }]);
});

test("allocations, newest first", async () => {
  const { requests, nomad } = nomadThatAnswers(200, (recorded("allocations") as unknown[]).reverse());
  const allocations = await nomad.allocations("prometheus");
  expect(allocations.map(({ JobVersion, ClientStatus, NodeName }) => [JobVersion, ClientStatus, NodeName])).toEqual([
    [1, "running", "n1"],
    [0, "failed", "n1"],
  ]);
  expect(allocations[1]?.TaskStates["prometheus"]?.Events.map(({ DisplayMessage }) => DisplayMessage)).toEqual([
    "Task started by client",
    "Exit Code: 2",
    'Exceeded allowed attempts 1 in interval 1m0s and mode is "fail"',
    "Unhealthy because of failed task",
  ]);
  expect(requests).toEqual([{ method: "GET", path: "/v1/job/prometheus/allocations", query: { all: "true" } }]);
});

test("the latest deployment, or none", async () => {
  expect(await nomadThatAnswers(200, recorded("deployment")).nomad.latestDeployment("prometheus")).toEqual({
    ID: "9eca491e-a709-e957-9ae1-23999de87558",
    JobVersion: 1,
    JobSpecModifyIndex: 164,
    Status: "successful",
    StatusDescription: "Deployment completed successfully",
  });
  expect(await nomadThatAnswers(200, null).nomad.latestDeployment("batch")).toBeUndefined();
});

test("a job that is not there", async () => {
  expect(await nomadThatAnswers(404, "job not found").nomad.job("nope")).toBeUndefined();
});

test("a parser's complaint names the line", async () => {
  const said = "Failed to parse job: input.hcl:1,17-18: Invalid expression";
  await expect(nomadThatAnswers(400, said).nomad.parse('job "x" { foo = }')).rejects.toMatchObject({
    code: "JOB_INVALID",
    message: `Nomad cannot parse the job: ${said}`,
  });
  await expect(nomadThatAnswers(403, "Permission denied").nomad.parse("")).rejects.toMatchObject({
    code: "API_REFUSED",
  });
});

test("a registration relies on the index it was planned with", async () => {
  const { requests, nomad } = nomadThatAnswers(200, { EvalID: "e", JobModifyIndex: 12, Warnings: "" });
  const job = { ID: "gateway" };
  expect((await nomad.register(job, { enforceIndex: 11 })).JobModifyIndex).toBe(12);
  expect(requests).toEqual([
    { method: "PUT", path: "/v1/jobs", body: { Job: job, EnforceIndex: true, JobModifyIndex: 11 } },
  ]);
});

test("validation answers with findings, not with a status", async () => {
  const findings = { ValidationErrors: ["Task group g validation failed"], Error: "1 error occurred", Warnings: "" };
  expect(await nomadThatAnswers(200, findings).nomad.validate({ ID: "x" })).toEqual(["Task group g validation failed"]);
  const whole = { ValidationErrors: null, Error: "job too large", Warnings: "" };
  expect(await nomadThatAnswers(200, whole).nomad.validate({ ID: "x" })).toEqual(["job too large"]);
  const fine = { ValidationErrors: null, Error: "", Warnings: "" };
  expect(await nomadThatAnswers(200, fine).nomad.validate({ ID: "x" })).toEqual([]);
});

test("the end of a log, and nothing where its node is away", async () => {
  const request = { allocation: "a1", task: "head", stream: "stderr", lastBytes: 4096 } as const;
  const { requests, nomad } = nomadThatAnswers(200, "boom\n");
  expect(await nomad.logs(request)).toBe("boom\n");
  expect(requests[0]?.query).toEqual({ task: "head", type: "stderr", origin: "end", offset: "4096", plain: "true" });
  expect(await nomadThatAnswers(404, "Unknown allocation").nomad.logs(request)).toBe("");
});

test("a variable is written only over the one that was read", async () => {
  const { requests, nomad } = nomadThatAnswers(200, {});
  await nomad.putVariable({ path: "nomad/jobs/gateway", items: { keys: "k" }, checkIndex: 7 });
  expect(requests).toEqual([
    {
      method: "PUT",
      path: "/v1/var/nomad/jobs/gateway",
      query: { cas: "7" },
      body: { Path: "nomad/jobs/gateway", Items: { keys: "k" } },
    },
  ]);
});

test("there may be no leader", async () => {
  expect(await nomadThatAnswers(200, "192.0.2.1:4647").nomad.leader()).toBe("192.0.2.1:4647");
  expect(await nomadThatAnswers(500, "No cluster leader").nomad.leader()).toBeUndefined();
  expect(await nomadThatAnswers(200, "").nomad.leader()).toBeUndefined();
});

test("a drain with its deadline, its end, and who may get work", async () => {
  const { requests, nomad } = nomadThatAnswers(200, {});
  await nomad.drain("id", { deadlineMs: 2_000 });
  await nomad.endDrain("id", { eligible: true });
  await nomad.setEligible("id", false);
  expect(requests).toEqual([
    {
      method: "PUT",
      path: "/v1/node/id/drain",
      body: { DrainSpec: { Deadline: 2_000_000_000, IgnoreSystemJobs: false } },
    },
    { method: "PUT", path: "/v1/node/id/drain", body: { DrainSpec: null, MarkEligible: true } },
    { method: "PUT", path: "/v1/node/id/eligibility", body: { Eligibility: "ineligible" } },
  ]);
});

test("servers by their machines, also while Nomad answers 429 because one of them is not healthy", async () => {
  const server = { Name: "n1.global", Healthy: false, Leader: true, Voter: true, Version: "1.11.3" };
  const { nomad } = nomadThatAnswers(429, { Healthy: false, Servers: [server] });
  expect(await nomad.servers()).toEqual([{ node: "n1", healthy: false, leader: true, voter: true, version: "1.11.3" }]);
});
