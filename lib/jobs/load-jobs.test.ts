import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadJobs } from "./load-jobs.ts";

test("every file in jobs/ is a job of that name, run by an account that is not root", async () => {
  const jobs = await loadJobs();
  expect(jobs.map((job) => job.name)).toEqual([
    "expert",
    "gateway",
    "memory-vault",
    "memory",
    "prometheus",
    "rpc-worker",
  ]);
  expect(jobs.map((job) => job.user)).toEqual([
    "hearth-llama",
    "hearth-gateway",
    "hearth-vault",
    "hearth-memory",
    "hearth-prometheus",
    "hearth-llama",
  ]);
});

test("a file with a job of another name is refused", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-jobs-"));
  mkdirSync(join(folder, "jobs"));
  writeFileSync(join(folder, "jobs", "memory.ts"), 'export const job = { name: "recall" };\n');
  await expect(loadJobs(folder)).rejects.toThrow("jobs/memory.ts must export `job` with the name of its file");
});
