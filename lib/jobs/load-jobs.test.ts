import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { loadJobs } from "./load-jobs.ts";

/** Debian's useradd takes no more than 32 characters. */
const account = /^hearth-[a-z][a-z0-9-]{0,24}$/;

test.each([
  ["hearth-tea-timer", true],
  [`hearth-${"a".repeat(25)}`, true],
  ["hearth-", false],
  ["root", false],
  [`hearth-${"a".repeat(26)}`, false],
])("%s as a job's account: %s", (user, isRight) => {
  expect(account.test(user)).toBe(isRight);
});

test("every file in jobs/ is a job of that name, run by an account that is not root", async () => {
  const jobs = await loadJobs();
  const names = ["expert", "gateway", "memory-vault", "memory", "prometheus", "rpc-worker"];
  expect(jobs.map((job) => job.name)).toEqual(expect.arrayContaining(names));
  for (const { name, user } of jobs) expect(user, `the user of the job ${name}`).toMatch(account);
});

test.each([
  ["a job of another name", 'export const job = { name: "recall" };', "the job is named recall, and its file memory"],
  ["no job", "export const jobs = 1;", "the file does not export `job`"],
  ["a mistake of syntax", 'export const job = { name: "memory" b };', "jobs/memory.ts cannot be loaded: "],
  ["an import of nothing", 'import "./nope.ts";', "jobs/memory.ts cannot be loaded: "],
  ["a mistake that shows when it runs", "export const job = undefined.name;", "jobs/memory.ts cannot be loaded: "],
])("a file with %s is refused by its name", async (_, content, message) => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-jobs-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "jobs"));
  writeFileSync(join(folder, "jobs", "memory.ts"), `${content}\n`);
  await expect(loadJobs(folder)).rejects.toMatchObject({
    code: "DEFINITION_INVALID",
    at: expect.stringMatching(/^jobs\/memory\.ts(:1)?$/) as unknown,
    message: expect.stringContaining(message) as unknown,
  });
});
