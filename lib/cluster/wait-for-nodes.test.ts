import { expect, test } from "vitest";
import type { NomadNode } from "../nomad/nomad-types.ts";
import { fakeClock } from "@hearth/kernel/test/fake-clock.ts";
import { waitForNodes } from "./wait-for-nodes.ts";

const node = (Name: string, Status: string, SchedulingEligibility = "eligible"): NomadNode => ({
  ID: Name,
  Name,
  Datacenter: "home",
  Status,
  StatusDescription: "",
  SchedulingEligibility,
  Drain: false,
});

/** Nomad as it is seen at each look; the last sight stays. */
function nomadSeen(...sights: readonly (readonly NomadNode[])[]) {
  const left = [...sights];
  return {
    leader: () => Promise.resolve("n1:4647"),
    nodes: () => Promise.resolve((left.length > 1 ? left.shift() : left[0]) ?? []),
  };
}

const options = () => ({ nodes: ["n1", "n2"], limitMs: 5_000, clock: fakeClock() });

test("the wait ends when work may be placed on every node", async () => {
  const nomad = nomadSeen([], [node("n1", "ready")], [node("n1", "ready"), node("n2", "ready")]);
  await expect(waitForNodes(nomad, options())).resolves.toBeUndefined();
});

test("a node that is down or not eligible is named", async () => {
  const nomad = nomadSeen([node("n1", "ready", "ineligible"), node("n2", "down")]);
  await expect(waitForNodes(nomad, options())).rejects.toThrow("every node to be ready in Nomad: not ready: n1, n2");
});

test("without a leader there is nobody to ask", async () => {
  const nomad = { ...nomadSeen([]), leader: () => Promise.resolve(undefined) };
  await expect(waitForNodes(nomad, options())).rejects.toThrow("Nomad has no leader");
});
