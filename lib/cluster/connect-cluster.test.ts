import { expect, test } from "vitest";
import { connectCluster } from "./connect-cluster.ts";

test("without keys, the error says how to make those of this stack", () => {
  expect(() => connectCluster("/nowhere/home")).toThrow(
    expect.objectContaining({
      code: "STATE_MISSING",
      hint: "Make them with `hearth --stack home init`, or bring the cluster up with `hearth --stack home up`.",
    }),
  );
});
