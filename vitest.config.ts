import { defineConfig } from "vitest/config";

/** Node's own time limits, per project: unit tests are milliseconds, a cluster takes minutes. */
const minutes = (count: number): number => count * 60_000;

// eslint-disable-next-line no-restricted-exports -- Vitest asks for a default export.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["{packages,lib,roles,jobs,templates,stacks,apps,bench}/**/*.test.ts", "tests/*.test.ts"],
          exclude: ["**/node_modules/**"],
        },
      },
      {
        test: {
          name: "contract",
          include: ["tests/contract/**/*.test.ts"],
          testTimeout: minutes(2),
          hookTimeout: minutes(5),
          fileParallelism: false,
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
          include: ["tests/cluster/**/*.test.ts"],
          testTimeout: minutes(10),
          hookTimeout: minutes(30),
          fileParallelism: false,
        },
      },
    ],
  },
});
