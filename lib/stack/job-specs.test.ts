import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { authorityFile } from "../cluster/access-files.ts";
import type { Job } from "../jobs/define-job.ts";
import { artifactsOf } from "../jobs/load-definitions.ts";
import { loadJobs } from "../jobs/load-jobs.ts";
import { sampleCluster } from "../../tests/support/sample-cluster.ts";
import { jobSpecs } from "./job-specs.ts";
import type { Stack } from "./load-stack.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-specs-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const jobs = await loadJobs();
const stack = (): Stack => ({
  name: "lab",
  folder,
  inventoryFile: "",
  cluster: sampleCluster(),
  roles: [],
  units: [],
  jobs,
});

test("each job comes after those that it needs", () => {
  const names = artifactsOf(jobs, sampleCluster()).map(({ name }) => name);
  writeFileSync(
    join(folder, "depot.json"),
    JSON.stringify(names.map((name) => ({ name, file: name, sha256: "a".repeat(64) }))),
  );
  writeFileSync(authorityFile(folder), "PEM");
  const specs = jobSpecs(stack());
  const ids = ["expert-chat", "expert-embed", "gateway", "memory", "memory-vault", "prometheus", "rpc-chat-n3"];
  expect(specs.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
  for (const [index, spec] of specs.entries()) {
    const before = specs.slice(0, index).map(({ id }) => id);
    expect(before).toEqual(expect.arrayContaining([...spec.needs]));
  }
  expect(specs.find(({ id }) => id === "expert-chat")?.needs).toEqual(["rpc-chat-n3"]);
});

test("before the depot is made, the error says how to make it", () => {
  expect(() => jobSpecs(stack())).toThrow("the stack has no keys yet");
  expect(() => jobSpecs({ ...stack(), name: "home" })).toThrow(
    expect.objectContaining({
      hint: "Bring it up with `hearth --stack home up`, which makes what is missing.",
    }),
  );
});

test("what the inventory asks for since the last up is named", () => {
  const names = artifactsOf(jobs, sampleCluster()).map(({ name }) => name);
  const [lacking = "", ...packed] = names;
  writeFileSync(
    join(folder, "depot.json"),
    JSON.stringify(packed.map((name) => ({ name, file: name, sha256: "a".repeat(64) }))),
  );
  writeFileSync(authorityFile(folder), "PEM");
  expect(() => jobSpecs(stack())).toThrow(
    `the inventory has changed since the last up: the depot does not hold ${lacking} yet`,
  );
  expect(() => jobSpecs(stack(), { planned: true })).not.toThrow();
});

test("a secret that nothing declares is named before anything is made", () => {
  const reading: Job = {
    ...jobs[0]!,
    secrets: { "greeter.key": { make: () => "key" } },
    specs: (_, { secret }) => [{ ...spec, variables: { key: secret("greeter.kee") } }],
  };
  expect(() => jobSpecs({ ...stack(), jobs: [reading] }, { planned: true })).toThrow(
    "a job reads the secret greeter.kee, which no role or job declares; did you mean `greeter.key`?",
  );
});

const spec = { id: "greeter", kind: "service", hcl: "", gate: { services: [], limitMs: 1 }, needs: [] } as const;
