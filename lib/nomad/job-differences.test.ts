import { expect, test } from "vitest";
import { jobDifferences } from "./job-differences.ts";
import { jobDiffSchema, type JobDiff } from "./nomad-types.ts";

const level = { Type: "Edited", Name: "", Fields: [], Objects: [] };
const field = (Name: string, Old: string, New: string): object => ({ Type: "Edited", Name, Old, New });
const diff = (parts: object): JobDiff => jobDiffSchema.parse({ ...level, ...parts });

test("no difference", () => {
  expect(jobDifferences({ Type: "None", Fields: [], Objects: [], TaskGroups: [] })).toEqual([]);
  expect(jobDifferences(null)).toEqual([]);
});

test("every difference is named by where it is", () => {
  const task = { ...level, Name: "head", Fields: [field("Driver", "exec", "docker")] };
  const resources = {
    ...level,
    Name: "Resources",
    Fields: [field("MemoryMB", "256", "320"), { ...field("CPU", "1", "1"), Type: "None" }],
  };
  const group = {
    ...level,
    Name: "head",
    Fields: [field("Count", "1", "2")],
    Tasks: [{ ...task, Objects: [resources] }],
  };
  expect(jobDifferences(diff({ Fields: [field("Priority", "50", "60")], TaskGroups: [group] }))).toEqual([
    "Priority: 50 → 60",
    "group head / Count: 1 → 2",
    "group head / task head / Driver: exec → docker",
    "group head / task head / Resources / MemoryMB: 256 → 320",
  ]);
});

test("a block that comes or goes counts even where it has nothing in it", () => {
  const consul = { ...level, Type: "Added", Name: "Consul" };
  const group = { ...level, Name: "g", Tasks: [{ ...level, Name: "t", Objects: [consul] }] };
  expect(jobDifferences(diff({ TaskGroups: [group] }))).toEqual(["group g / task t / Consul: added"]);
  const gone = { ...level, Type: "Deleted", Name: "old" };
  expect(jobDifferences(diff({ TaskGroups: [gone] }))).toEqual(["group old: deleted"]);
});

test("values are shown on one line, and not without end", () => {
  const Fields = [field("EmbeddedTmpl", "", "a\nb"), field("Data", "x", "y".repeat(500))];
  expect(jobDifferences(diff({ Fields }))).toEqual([
    "EmbeddedTmpl: (nothing) → a\\nb",
    `Data: x → ${"y".repeat(120)}…`,
  ]);
});

test.each(["NomadTokenID", "Stable", "StatusDescription", "Version"])("%s of a job is Nomad's own affair", (name) => {
  expect(jobDifferences(diff({ Fields: [field(name, "a", "b")] }))).toEqual([]);
  const group = { ...level, Name: "g", Fields: [field(name, "a", "b")] };
  expect(jobDifferences(diff({ TaskGroups: [group] }))).toEqual([`group g / ${name}: a → b`]);
});
