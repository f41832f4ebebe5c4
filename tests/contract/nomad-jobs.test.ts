import { once } from "node:events";
import { mkdtempSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ConsulApi } from "../../lib/consul/consul-api.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { applyJob, checkedJob } from "../../lib/jobs/apply-job.ts";
import type { JobSpec } from "../../lib/jobs/define-job.ts";
import { waitForGate } from "../../lib/jobs/gate.ts";
import { hclLiteral } from "../../lib/templates/hcl-literal.ts";
import { resolveImages } from "../../lib/images/image-ref.ts";
import { jobDrift } from "../../lib/jobs/job-drift.ts";
import { loadJobs } from "../../lib/jobs/load-jobs.ts";
import { stopJob } from "../../lib/jobs/stop-job.ts";
import type { NomadApi } from "../../lib/nomad/nomad-api.ts";
import { dockerCluster, jobCluster, jobFacts } from "../fixtures/job-fixtures.ts";
import { startNomadAgent, type NomadAgent } from "./nomad-agent.ts";

/* Jobs from template to end against a real Nomad. Consul's part is played by what the test says. */

const consul: Pick<ConsulApi, "health" | "takesLogins"> = {
  health: () => Promise.resolve([]),
  takesLogins: () => Promise.resolve(true),
};
let agent: NomadAgent;
let nomad: NomadApi;

beforeAll(async () => {
  agent = await startNomadAgent();
  nomad = agent.nomad;
});
afterAll(() => agent[Symbol.asyncDispose]());

const jobs = await loadJobs();
const specs = jobs.flatMap((job) => job.specs(jobCluster, jobFacts));
/** By which digest does not matter to Nomad. */
const inContainers = jobs
  .filter(({ image }) => image !== undefined)
  .flatMap((job) =>
    job.specs({ ...dockerCluster, jobOptions: { ...dockerCluster.jobOptions, mosquitto: {} } }, jobFacts),
  )
  .map((spec) => ({ ...spec, hcl: resolveImages(spec.hcl, () => `sha256:${"0".repeat(64)}`) }));

test.each([...specs, ...inContainers])("Nomad parses $id and finds it valid", async (spec) => {
  const job = await checkedJob(nomad, spec);
  expect({ id: job.ID, type: job.Type, datacenters: job["Datacenters"] }).toEqual({
    id: spec.id,
    type: spec.kind,
    datacenters: ["home"],
  });
});

test("what Nomad interpolates reaches it as it was meant", async () => {
  const spec = specs.find(({ id }) => id === "expert-embed")!;
  const job = JSON.stringify(await nomad.parse(spec.hcl));
  expect(job.match(/\$+\{[\w.]+\}/g)).toEqual([
    "${node.unique.name}",
    ...["${NOMAD_IP_http}", "${NOMAD_PORT_http}"],
    ...["${NOMAD_IP_http}", "${NOMAD_PORT_http}"],
    ...["${NOMAD_IP_http}", "${NOMAD_PORT_http}"],
    "${attr.cpu.numcores}",
  ]);
});

test("any text comes back from Nomad's parser as it was", async () => {
  const texts = [
    "$${x}",
    "$$${x}",
    "%%{ if }",
    '"\\',
    "a\n\tb",
    "\b\f\u0001",
    "é 🔥",
    "{{ env `X` }}",
    "$",
    "${",
    "%{",
  ];
  const meta = Object.fromEntries(texts.map((text, index) => [`t${index}`, text]));
  const blocks = Object.entries(meta).map(([key, text]) => `${key} = ${hclLiteral(text)}\n`);
  const job = await nomad.parse(
    `job "x" {\n meta {\n${blocks.join("")} }\n group "g" {\n task "t" {\n driver = "raw_exec"\n }\n }\n}`,
  );
  expect(job["Meta"]).toEqual(meta);
});

test("HCL that is not HCL is refused with its line", async () => {
  await expect(nomad.parse('job "x" {\n  type = }\n')).rejects.toMatchObject({
    code: "JOB_INVALID",
    message: expect.stringContaining("input.hcl:2") as string,
  });
});

/** A service of one shell script; a version that exits fails at once. */
function scriptSpec(id: string, script: string, resources = "cpu = 50\n memory = 32"): JobSpec {
  const hcl = `job ${hclLiteral(id)} {
    datacenters = ["home"]
    update {
      health_check = "task_states"
      min_healthy_time = "1s"
      healthy_deadline = "30s"
      progress_deadline = "0s"
      auto_revert = true
      auto_promote = true
      canary = 1
    }
    group "g" {
      restart {
        attempts = 0
        mode = "fail"
      }
      task "t" {
        driver = "raw_exec"
        kill_timeout = "1s"
        config {
          command = "/bin/sh"
          args = ["-c", ${hclLiteral(script)}]
        }
        resources {
          ${resources}
        }
      }
    }
  }`;
  return { id, kind: "service", hcl, needs: [], gate: { services: [], limitMs: 60_000 } };
}

const running = async (id: string): Promise<readonly string[]> =>
  (await nomad.allocations(id)).filter(({ ClientStatus }) => ClientStatus === "running").map(({ ID }) => ID);

test("the life of a job: made, left alone, kept through a version that crashes, changed, stopped", async () => {
  const good = scriptSpec("life", "echo first >&2; exec sleep 600");
  expect(await applyJob(nomad, good)).toEqual({ outcome: "created", differences: [] });
  await waitForGate(good, { nomad, consul });
  const first = await running("life");
  expect(first).toHaveLength(1);

  expect(await applyJob(nomad, good)).toEqual({ outcome: "unchanged", differences: [] });
  expect(await jobDrift(nomad, good)).toEqual([]);

  const bad = scriptSpec("life", "echo starting; echo the key file is missing >&2; exit 3");
  expect(await jobDrift(nomad, bad)).toEqual([
    "group g / task t / Config / args[1]: echo first >&2; exec sleep 600 → echo starting; echo the key file is missing >&2; exit 3",
  ]);
  expect((await applyJob(nomad, bad)).outcome).toBe("updated");
  const failure = await waitForGate(bad, { nomad, consul }).catch((thrown: unknown) => thrown);
  expect(failure).toBeInstanceOf(HearthError);
  expect(failure).toMatchObject({ code: "JOB_FAILED", at: "job life" });
  expect((failure as HearthError).message).toContain("Exit Code: 3");
  expect((failure as HearthError).message).toContain("its last lines:\n  the key file is missing");
  expect(await running("life")).toEqual(first);

  // The gate of a version that Nomad has gone back from stays shut, and a next apply tries again.
  await expect(waitForGate(bad, { nomad, consul })).rejects.toMatchObject({ code: "JOB_FAILED" });
  const pidFile = join(mkdtempSync(join(tmpdir(), "hearth-pid-")), "pid");
  const better = scriptSpec("life", `echo $$ >${pidFile}; exec sleep 600`);
  expect((await applyJob(nomad, better)).outcome).toBe("updated");
  await waitForGate(better, { nomad, consul });
  const second = await running("life");
  expect(second).toHaveLength(1);
  expect(second).not.toEqual(first);
  const pid = Number(readFileSync(pidFile, "utf8"));
  process.kill(pid, 0);

  await stopJob(nomad, better);
  expect(await nomad.job("life")).toBeUndefined();
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  expect(await jobDrift(nomad, better)).toEqual(["not registered"]);
  await stopJob(nomad, better);
});

test("a first version that failed is tried again by the next apply", async () => {
  const spec = scriptSpec("again", "exit 4");
  await applyJob(nomad, spec);
  await expect(waitForGate(spec, { nomad, consul })).rejects.toMatchObject({ code: "JOB_FAILED" });
  expect(await applyJob(nomad, spec)).toEqual({ outcome: "retried", differences: [] });
  await expect(waitForGate(spec, { nomad, consul })).rejects.toMatchObject({ code: "JOB_FAILED" });
  await stopJob(nomad, spec);
});

test("a job that fits nowhere is refused with what is short, and is not registered", async () => {
  const spec = scriptSpec("huge", "exec sleep 600", "cpu = 50\n memory = 900000000");
  await expect(applyJob(nomad, spec)).rejects.toMatchObject({
    code: "JOB_INVALID",
    message: "Nomad cannot place this job\n  group g: no room: memory on 1 node",
  });
  expect(await nomad.job("huge")).toBeUndefined();
});

test("a job that Nomad finds invalid is refused with its findings", async () => {
  const spec = scriptSpec("invalid", "true");
  const broken = { ...spec, hcl: spec.hcl.replace('min_healthy_time = "1s"', 'min_healthy_time = "40s"') };
  await expect(applyJob(nomad, broken)).rejects.toMatchObject({
    code: "JOB_INVALID",
    message: expect.stringMatching(/Minimum healthy time must be less than healthy deadline/) as string,
  });
});

test("the secrets of a job are written once, and go with it", async () => {
  const spec = { ...scriptSpec("secretive", "exec sleep 600"), variables: { keys: "k1" } };
  await applyJob(nomad, spec);
  const before = await nomad.variable("nomad/jobs/secretive");
  await applyJob(nomad, spec);
  expect(await nomad.variable("nomad/jobs/secretive")).toEqual(before);
  await applyJob(nomad, { ...spec, variables: { keys: "k2" } });
  expect((await nomad.variable("nomad/jobs/secretive"))?.Items).toEqual({ keys: "k2" });
  await stopJob(nomad, spec);
  expect(await nomad.variable("nomad/jobs/secretive")).toBeUndefined();
});

test("somebody else's registration in between is not overwritten", async () => {
  const spec = scriptSpec("shared", "exec sleep 600");
  const job = await nomad.parse(spec.hcl);
  await nomad.register(job, { enforceIndex: 0 });
  await expect(nomad.register(job, { enforceIndex: 0 })).rejects.toMatchObject({ code: "API_REFUSED" });
  await stopJob(nomad, spec);
});

test("an artifact of the wrong content is refused", async () => {
  const server = createServer((_, response) => response.end("not what was asked for")).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const spec = scriptSpec("artifact", "exec sleep 600");
  const artifact = `artifact {
    source = "http://127.0.0.1:${port}/file"
    options {
      checksum = "sha256:${"0".repeat(64)}"
    }
  }
  driver = "raw_exec"`;
  const wrong = { ...spec, hcl: spec.hcl.replace('driver = "raw_exec"', artifact) };
  await applyJob(nomad, wrong);
  const failure = await waitForGate(wrong, { nomad, consul }).catch((thrown: unknown) => thrown);
  expect((failure as HearthError).message).toContain("Checksums did not match");
  await stopJob(nomad, spec);
  server.close();
});
