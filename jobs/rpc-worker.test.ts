import { expect, test } from "vitest";
import { jobCluster, jobFacts } from "../tests/fixtures/job-fixtures.ts";
import { job } from "./rpc-worker.ts";

const specs = job.specs(jobCluster, jobFacts);

test("one job for each node that holds layers of an expert", () => {
  expect(specs.map((spec) => ({ ...spec, hcl: "" }))).toEqual([
    { id: "rpc-chat-n3", kind: "service", hcl: "", gate: { services: ["rpc-chat-n3"], limitMs: 174_000 }, needs: [] },
    { id: "rpc-chat-n1", kind: "service", hcl: "", gate: { services: ["rpc-chat-n1"], limitMs: 174_000 }, needs: [] },
  ]);
});

test("its HCL", async () => {
  await expect(specs[0]?.hcl).toMatchFileSnapshot("../tests/fixtures/jobs/rpc-chat-n3.nomad.hcl");
});

test("only the head's account may connect, from the head's node", () => {
  const callers = ["hearth-llama"];
  expect(job.endpoints(jobCluster)).toEqual([
    { name: "rpc-chat-n3", port: 18_001, protocol: "tcp", reach: "overlay", from: ["n2"], callers },
    { name: "rpc-chat-n1", port: 18_001, protocol: "tcp", reach: "overlay", from: ["n2"], callers },
  ]);
});
