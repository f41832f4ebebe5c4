import { expect, test } from "vitest";
import { jobCluster, jobFacts } from "../tests/fixtures/job-fixtures.ts";
import { job } from "./registry.ts";

const cluster = { ...jobCluster, jobOptions: { registry: { size: "20 GiB" } } };
const [spec] = job.specs(cluster, jobFacts);

test("its HCL", async () => {
  await expect(spec?.hcl).toMatchFileSnapshot("../tests/fixtures/jobs/registry.nomad.hcl");
});

test("machines reach what they pull from, Prometheus alone the measurements, and nobody the door for pushes", () => {
  expect(job.endpoints(cluster)).toEqual([
    { name: "registry", port: 5000, protocol: "tcp", reach: "overlay", tls: true },
    {
      name: "registry-metrics",
      port: 5002,
      protocol: "tcp",
      reach: "overlay",
      metrics: "/metrics",
      callers: ["hearth-prometheus"],
    },
  ]);
});

test("the process that machines pull from cannot write, and the two have different accounts", () => {
  const [reading = "", writing = ""] = (spec?.hcl ?? "").split('task "push"');
  expect(reading).toContain("read_only   = true");
  expect(reading).toContain("readonly: { enabled: true }");
  expect(reading).not.toContain(".writers");
  expect(writing).not.toContain(".readers");
  expect(writing).toContain("addr: 127.0.0.1:5001");
});
