import { expect, test } from "vitest";
import { jobCluster, jobFacts } from "../tests/fixtures/job-fixtures.ts";
import { job } from "./expert.ts";

const specs = job.specs(jobCluster, jobFacts);

test("one job for each expert, after its workers", () => {
  expect(specs.map((spec) => ({ ...spec, hcl: "" }))).toEqual([
    {
      id: "expert-chat",
      kind: "service",
      hcl: "",
      gate: { services: ["expert-chat"], limitMs: 174_000 },
      needs: ["rpc-chat-n3", "rpc-chat-n1"],
    },
    { id: "expert-embed", kind: "service", hcl: "", gate: { services: ["expert-embed"], limitMs: 162_000 }, needs: [] },
  ]);
});

test.each(specs)("the HCL of $id", async ({ id, hcl }) => {
  await expect(hcl).toMatchFileSnapshot(`../tests/fixtures/jobs/${id}.nomad.hcl`);
});

test("heads answer on the overlay and have metrics; only those who need them may connect", () => {
  const callers = ["hearth-llama", "hearth-gateway", "hearth-prometheus", "root"];
  const same = { protocol: "tcp", reach: "overlay", metrics: "/metrics", from: jobCluster.servers, callers };
  expect(job.endpoints(jobCluster)).toEqual([
    { name: "expert-chat", port: 17_001, ...same },
    { name: "expert-embed", port: 17_002, ...same },
  ]);
  expect(job.egress(jobCluster)).toEqual(["rpc-chat-n3", "rpc-chat-n1"]);
});

test("a model that the depot lacks is a bug of the plan", () => {
  expect(() => job.specs(jobCluster, { ...jobFacts, artifacts: {} })).toThrow("the depot holds no artifact llama.cpp");
});
