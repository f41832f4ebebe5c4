import { expect, test } from "vitest";
import { jobCluster, jobFacts } from "../../tests/fixtures/job-fixtures.ts";
import { jobSpecSchema } from "./job-spec.ts";
import { loadJobs } from "./load-jobs.ts";

const specs = (await loadJobs()).flatMap((job) => job.specs(jobCluster, jobFacts));

test.each(specs)("$id goes through stdin unharmed", (spec) => {
  expect(jobSpecSchema.parse(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
});

test("a spec of another version of Hearth is refused", () => {
  expect(() => jobSpecSchema.parse({ ...specs[0], priority: 50 })).toThrow("Unrecognized key");
});
