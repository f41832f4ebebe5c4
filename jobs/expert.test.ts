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

test("a head that can run alone has a check that warns while it does, and room for the model that it then runs", () => {
  const [split, ...others] = jobCluster.experts;
  if (split === undefined) throw new Error("no expert");
  const model = { ...split.model, name: "small", file: "small.gguf", sha256: "cc".repeat(32), sizeBytes: 2 ** 20 };
  const reduced = { model, context: 2_048, kvType: "f16", slots: 5, batch: 128, bytes: 900 * 2 ** 20 } as const;
  const artifacts = { ...jobFacts.artifacts, "small.gguf": { url: "http://n1/small.gguf", sha256: model.sha256 } };
  const cluster = { ...jobCluster, experts: [{ ...split, reduced }, ...others] };
  const [spec] = job.specs(cluster, { ...jobFacts, artifacts });
  expect(spec?.hcl).toContain('on_update = "ignore_warnings"');
  expect(spec?.hcl).toMatch(/REDUCED +=[^\n]*--model local\/small\.gguf --alias small --ctx-size 2048/);
  expect(spec?.hcl).toContain("runs small with 2048 tokens of context on n2 alone");
  expect(spec?.hcl).toMatch(/memory = 900\n/);
  expect(job.artifacts(cluster).map(({ name }) => name)).toContain("small.gguf");
  // One without anything to run alone has no such check.
  expect(specs[0]?.hcl).not.toContain("ignore_warnings");
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
