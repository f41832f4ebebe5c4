import { expect, test } from "vitest";
import { nextMarks } from "./repair-marks.ts";

test("a repair marks what it applies, keeps former marks and drops those of what is gone", () => {
  const marks = {
    "n1/base": "2026-01-01",
    "n2/ssh": "2026-01-02",
    "n9/base": "2026-01-03",
    "gate/nodes": "2026-01-04",
  };
  const wanted = new Set(["n1/base", "n2/ssh", "job/gateway"]);
  expect(nextMarks(marks, { names: ["n2/ssh", "job/gateway"], wanted, at: "2026-02-01" })).toEqual({
    "gate/nodes": "2026-01-04",
    "job/gateway": "2026-02-01",
    "n1/base": "2026-01-01",
    "n2/ssh": "2026-02-01",
  });
});
