import { expect, test } from "vitest";
import { jobCluster, jobFacts } from "../tests/fixtures/job-fixtures.ts";
import { job } from "./prometheus.ts";

const specs = job.specs(jobCluster, jobFacts);

test("one job", () => {
  expect(specs.map((spec) => ({ ...spec, hcl: "" }))).toEqual([
    { id: "prometheus", kind: "service", hcl: "", gate: { services: ["prometheus"], limitMs: 180_000 }, needs: [] },
  ]);
});

test("its HCL", async () => {
  await expect(specs[0]?.hcl).toMatchFileSnapshot("../tests/fixtures/jobs/prometheus.nomad.hcl");
});
