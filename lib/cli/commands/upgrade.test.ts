import { expect, test } from "vitest";
import { formatPlan } from "./upgrade.ts";

const to = { version: "0.2.0", commit: "abcdef0123456789" };

test("the plan says versions, the order, the jobs, and what may not go back", () => {
  const text = formatPlan({
    from: { version: "0.1.0" },
    to,
    programs: [{ program: "nomad", from: "1.10.0", to: "1.11.3", nodes: ["n1", "n2"] }],
    order: [
      { node: "n2", units: ["consul", "nomad"] },
      { node: "n1", units: ["nomad"] },
    ],
    jobs: ["job/gateway"],
    notes: ["memories"],
  });
  expect(text).toEqual([
    "Hearth 0.1.0 → Hearth 0.2.0 (abcdef012)",
    "nomad 1.10.0 → 1.11.3 on n1, n2",
    "1. n2: 2 units, consul, nomad",
    "2. n1: 1 unit, nomad",
    "then the jobs gateway",
    "may not go back: memories",
  ]);
});

test("a house without a stamp, and nothing to do on machines", () => {
  expect(formatPlan({ to, programs: [], order: [], jobs: [], notes: [] })).toEqual([
    "an earlier Hearth → Hearth 0.2.0 (abcdef012)",
    "nothing changes on the machines",
  ]);
});
