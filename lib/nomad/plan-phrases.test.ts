import { expect, test } from "vitest";
import { plan } from "../../tests/fixtures/fake-nomad.ts";
import type { GroupUpdates } from "./nomad-types.ts";
import { planPhrases } from "./plan-phrases.ts";

const none: GroupUpdates = { Place: 0, Migrate: 0, Stop: 0, InPlaceUpdate: 0, DestructiveUpdate: 0, Canary: 0 };
const updating = (...groups: readonly Partial<GroupUpdates>[]) =>
  plan({
    Annotations: {
      DesiredTGUpdates: Object.fromEntries(groups.map((group, index) => [`g${index}`, { ...none, ...group }])),
    },
  });

test.each([
  [{ Canary: 1, DestructiveUpdate: 1 }, "the new version comes up beside the former one, which then ends"],
  [{ DestructiveUpdate: 1 }, "its tasks are stopped, and started in the new version"],
  [{ Place: 1 }, "it is started"],
  [{ InPlaceUpdate: 2 }, "its tasks run on"],
])("%j", (group, phrase) => {
  expect(planPhrases(updating(group))).toEqual([phrase]);
});

test("groups with the same fate are said once; no plan says nothing; no place is said", () => {
  expect(planPhrases(updating({ Place: 1 }, { Place: 1 }))).toEqual(["it is started"]);
  expect(planPhrases(plan())).toEqual([]);
  const failure = {
    NodesEvaluated: 1,
    NodesExhausted: 1,
    ConstraintFiltered: {},
    DimensionExhausted: { memory: 1 },
    NodesAvailable: {},
  };
  expect(planPhrases(plan({ FailedTGAllocs: { head: failure } }))).toEqual([
    "cannot be placed: group head: no room: memory on 1 node",
  ]);
});
