import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadJobs } from "./load-jobs.ts";

test("every file in jobs/ is a job of that name, run by an account that is not root", async () => {
  const jobs = await loadJobs();
  const names = ["expert", "gateway", "memory-vault", "memory", "prometheus", "rpc-worker"];
  expect(jobs.map((job) => job.name)).toEqual(expect.arrayContaining(names));
  for (const { name, user } of jobs) expect([name, user]).toEqual([name, expect.stringMatching(/^hearth-[a-z]+$/)]);
});

test("a file with a job of another name is refused", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-jobs-"));
  mkdirSync(join(folder, "jobs"));
  writeFileSync(join(folder, "jobs", "memory.ts"), 'export const job = { name: "recall" };\n');
  await expect(loadJobs(folder)).rejects.toThrow("jobs/memory.ts must export `job` with the name of its file");
});
