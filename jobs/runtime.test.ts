import { expect, test } from "vitest";
import { ownImages } from "../lib/images/own-images.ts";
import type { Runtime } from "../lib/jobs/define-job.ts";
import { imagesOf, workloadOf } from "../lib/jobs/load-definitions.ts";
import { loadJobs } from "../lib/jobs/load-jobs.ts";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../lib/paths.ts";
import { dockerCluster, jobCluster, jobFacts } from "../tests/fixtures/job-fixtures.ts";
import { job as gateway } from "./gateway.ts";
import { job as homeAssistant } from "./home-assistant.ts";
import { job as memory } from "./memory.ts";

/* One declaration renders for each runtime that it supports. */

const jobs = await loadJobs();
const inContainers = jobs.filter(({ image }) => image !== undefined);
const home = { timeZone: "Etc/UTC", name: "Home", country: "DE", language: "en", currency: "EUR", keepDays: 14 };
const cluster = {
  ...dockerCluster,
  jobOptions: { ...dockerCluster.jobOptions, mosquitto: {}, "home-assistant": home },
};

test("jobs with an image can run in containers, and the others run as programs there too", () => {
  expect(inContainers.map(({ name }) => name)).toEqual(["gateway", "home-assistant", "memory"]);
  const runtimes = Object.fromEntries(jobs.map((job) => [job.name, job.runtime(dockerCluster)]));
  expect(runtimes).toMatchObject({ gateway: "docker", memory: "docker", prometheus: "exec", expert: "exec" });
});

test.each([
  ["exec", [], undefined],
  ["exec", ["n1"], undefined],
  ["docker", ["n1", "n2", "n3"], undefined],
  ["docker", [], "docker"],
  ["exec", ["n1", "n2", "n3"], "exec"],
] as const)("the gateway runs by %s, where %j say docker and its own runtime is %s", (expected, machines, own) => {
  const given = {
    ...jobCluster,
    nodes: jobCluster.nodes.map((node) =>
      (machines as readonly string[]).includes(node.name) ? { ...node, runtime: "docker" as const } : node,
    ),
    jobOptions: { registry: {}, gateway: own === undefined ? {} : { runtime: own } },
  };
  expect(gateway.runtime(given)).toBe(expected satisfies Runtime);
});

test.each(inContainers)("the HCL of $name in containers", async (job) => {
  const [spec] = job.specs(cluster, jobFacts);
  await expect(spec?.hcl).toMatchFileSnapshot(`../tests/fixtures/jobs/${job.name}.docker.nomad.hcl`);
});

test.each(inContainers)(
  "$name is confined: by digest, read-only, without rights, as the account of the packet filter",
  (job) => {
    const hcl = job.specs(cluster, jobFacts)[0]?.hcl ?? "";
    const tasks = hcl
      .split(/^ {4}task /m)
      .slice(1)
      .filter((task) => task.includes('"docker"'));
    expect(tasks.length).toBeGreaterThan(0);
    for (const task of tasks) {
      expect(task).toMatch(/image = ".+@(sha256:[0-9a-f]{64}|«image:\w+»)"/);
      for (const line of [
        "readonly_rootfs = true",
        'cap_drop        = ["all"]',
        'security_opt    = ["no-new-privileges"]',
      ])
        expect(task).toContain(line);
      expect(task).toContain('network_mode    = "host"');
      const number = job.image?.uid ?? 0;
      const account = job.image !== undefined && "own" in job.image ? job.user : `${number}:${number}`;
      expect(task).toMatch(new RegExp(`user +=  *"${account}"`));
      expect(task).not.toContain("privileged = true");
    }
  },
);

test("our own images wait for the registry and fetch nothing that is in them; others' need neither", () => {
  for (const job of [gateway, memory]) {
    const [spec] = job.specs(cluster, jobFacts);
    expect(spec?.needs).toContain("registry");
    expect(spec?.hcl).not.toContain("artifact {");
    expect(job.artifacts(cluster)).toEqual([]);
    expect(job.artifacts(jobCluster).length).toBeGreaterThan(0);
  }
  expect(homeAssistant.specs(cluster, jobFacts)[0]?.needs).not.toContain("registry");
  expect(homeAssistant.artifacts(cluster).map(({ name }) => name)).toEqual(["node", "home-set-up"]);
  expect(imagesOf(jobs, dockerCluster)).toEqual([ownImages.gateway, ownImages.memory]);
  expect(imagesOf(jobs, jobCluster)).toEqual([]);
});

test("an image, its Dockerfile and the machines mean one account by one number", () => {
  const accounts = workloadOf(jobs, cluster, []).jobAccounts ?? [];
  expect(accounts.map(({ isNumbered }) => isNumbered)).toEqual([true, true, true]);
  expect(workloadOf(jobs, jobCluster, []).jobAccounts?.map(({ isNumbered }) => isNumbered)).toEqual([
    false,
    false,
    false,
  ]);
  expect(new Set(accounts.map(({ uid }) => uid)).size).toBe(accounts.length);
  const read = (path: string): string => readFileSync(join(root, path), "utf8");
  for (const { image, user } of inContainers) {
    if (image === undefined || !("own" in image)) continue;
    expect(read("templates/image/passwd")).toContain(`\n${user}:x:${image.uid}:${image.uid}:`);
    expect(read("templates/image/group")).toContain(`\n${user}:x:${image.uid}:`);
    expect(read(`apps/${image.own}/Dockerfile`)).toContain(`\nUSER ${image.uid}:${image.uid}\n`);
  }
});
