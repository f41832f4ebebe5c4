import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Node's own time limits, per project: unit tests are milliseconds, a cluster takes minutes. */
const minutes = (count: number): number => count * 60_000;

const unitTests = ["{packages,lib,roles,jobs,templates,stacks,apps,bench}/**/*.test.ts", "tests/*.test.ts"];

/** Tests that put a module in another's place: in a process that has loaded it already they would get the real one. */
const mocking = unitTests
  .flatMap((pattern) => globSync(pattern, { cwd: import.meta.dirname, exclude: ["**/node_modules/**", "**/dist/**"] }))
  .filter((file) => /\bvi\.(mock|doMock)\(/.test(readFileSync(join(import.meta.dirname, file), "utf8")))
  .sort();

/** The scenarios share a cluster, and this one takes it down. */
const isLast = ({ moduleId }: TestSpecification): boolean => moduleId.endsWith("/tests/cluster/down.test.ts");

class LabSequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return [...sorted.filter((file) => !isLast(file)), ...sorted.filter(isLast)];
  }
}

// eslint-disable-next-line no-restricted-exports -- Vitest asks for a default export.
export default defineConfig({
  test: {
    // Vitest leaves one core to itself, which is half of a small machine.
    maxWorkers: "100%",
    sequence: { sequencer: LabSequencer },
    projects: [
      {
        test: {
          name: "unit",
          include: unitTests,
          exclude: ["**/node_modules/**", ...mocking],
          // One process for many files: loading the same modules again for each took half of the time.
          isolate: false,
          unstubEnvs: true,
          unstubGlobals: true,
        },
      },
      { test: { name: "unit-isolated", include: mocking } },
      {
        test: {
          name: "contract",
          include: ["tests/contract/**/*.test.ts"],
          testTimeout: minutes(2),
          hookTimeout: minutes(5),
        },
      },
      {
        test: {
          name: "nodes",
          include: ["tests/nodes/**/*.test.ts"],
          testTimeout: minutes(4),
          hookTimeout: minutes(10),
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "cluster",
          globalSetup: ["tests/cluster/shared-lab.ts"],
          setupFiles: ["tests/cluster/each-scenario.ts"],
          include: ["tests/cluster/**/*.test.ts"],
          testTimeout: minutes(10),
          hookTimeout: minutes(30),
          fileParallelism: false,
        },
      },
    ],
  },
});
