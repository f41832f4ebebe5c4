import fc from "fast-check";
import { expect, test } from "vitest";
import { isThorough } from "../../tests/support/thorough.ts";
import type { ExpertRequest } from "./expert-request.ts";
import { farthestRttMs, gpuMargin, memoryMargin, memoryOn } from "./fleet.ts";
import type { NodeFacts } from "./node-facts.ts";
import { placeExperts } from "./place-experts.ts";
import type { Placement } from "./placement.ts";
import { gibibytes, gpu, largeModels, node, tinyModel } from "./test-fleet.ts";

const runs = { numRuns: isThorough ? 10_000 : 60 };
const timeout = isThorough ? 600_000 : 20_000;

const names = ["n1", "n2", "n3", "n4", "n5", "n6"];

const anyNode = fc.record({
  free: fc.double({ min: 0, max: 20, noNaN: true }),
  gpus: fc.array(fc.double({ min: 0, max: 24, noNaN: true }).map(gpu), { maxLength: 1 }),
  cores: fc.integer({ min: 1, max: 16 }),
  rttMs: fc.constantFrom(1, 1, 1, 30, 79, 81, 500),
});

const anyFleet = fc.array(anyNode, { minLength: 1, maxLength: names.length }).map((drawn) =>
  drawn.map(({ free, gpus, cores, rttMs }, index): NodeFacts => {
    const links = Object.fromEntries(names.map((name) => [name, { rttMs, mbitPerSecond: 500 }]));
    return node(names[index]!, free, { gpus, cores, links });
  }),
);

const anyExpert = fc.record({
  kind: fc.constantFrom("chat", "chat", "embedding"),
  models: fc.subarray([...largeModels], { minLength: 1 }),
  hasFallback: fc.boolean(),
  wanted: fc.constantFrom(1_024, 4_096, 8_192),
  isFixed: fc.boolean(),
  head: fc.option(fc.constantFrom(...names), { freq: 4, nil: undefined }),
  workers: fc.option(fc.subarray(names, { maxLength: 2 }), { freq: 5, nil: undefined }),
  priority: fc.integer({ min: 0, max: 2 }),
});

const anyExperts = fc.array(anyExpert, { minLength: 1, maxLength: 4 }).map((drawn) =>
  drawn.map((one, index): ExpertRequest => {
    const workers = one.head === undefined ? undefined : one.workers?.filter((name) => name !== one.head);
    return {
      name: `expert${index}`,
      kind: one.kind,
      models: one.kind === "embedding" ? [tinyModel] : one.models,
      ...(one.hasFallback && { fallbacks: [tinyModel] }),
      context: { wanted: one.wanted, least: one.isFixed ? one.wanted : 1_024 },
      ...(one.head !== undefined && { head: one.head }),
      ...(workers !== undefined && one.kind === "chat" && { workers }),
      priority: one.priority,
    };
  }),
);

const withMore = (nodes: readonly NodeFacts[], more: readonly number[]): readonly NodeFacts[] =>
  nodes.map((one, index) => ({ ...one, memoryFreeBytes: one.memoryFreeBytes + gibibytes(more[index] ?? 0) }));

const namesOf = ({ experts }: Placement): readonly string[] => experts.map(({ expert }) => expert);

test(
  "no machine gives more than its measured memory less the margin, and all that is used or kept free is counted",
  { timeout },
  () => {
    fc.assert(
      fc.property(anyFleet, anyExperts, (nodes, experts) => {
        const placement = placeExperts({ nodes, experts });
        for (const { name, memoryFreeBytes, gpus } of nodes) {
          const uses = placement.experts.flatMap((expert) => expert.uses).filter((use) => use.node === name);
          const taken = (device: "memory" | number): number =>
            uses.filter((use) => use.device === device).reduce((sum, { bytes }) => sum + bytes, 0);
          const kept = placement.experts
            .filter(({ head }) => head === name)
            .map(({ uses: own, reduced }) => Math.max(0, (reduced?.bytes ?? 0) - memoryOn(own, name)));
          const memory = taken("memory") + kept.reduce((sum, bytes) => sum + bytes, 0);
          expect(memory).toBeLessThanOrEqual(Math.max(0, memoryFreeBytes - memoryMargin(memoryFreeBytes)));
          for (const [index, { memoryFreeBytes: free }] of gpus.entries()) {
            expect(taken(index)).toBeLessThanOrEqual(Math.max(0, free - gpuMargin(free)));
          }
          expect(placement.nodes.find((use) => use.node === name)?.memoryTakenBytes).toBe(memory);
        }
      }),
      runs,
    );
  },
);

test("the outcome is the same every time, whatever the order of machines and experts", { timeout }, () => {
  fc.assert(
    fc.property(anyFleet, anyExperts, (nodes, experts) => {
      const placement = placeExperts({ nodes, experts });
      expect(placeExperts({ nodes: nodes.toReversed(), experts: experts.toReversed() })).toEqual(placement);
    }),
    runs,
  );
});

test("more memory unplaces nobody: not one expert by itself, and not several that have a place", { timeout }, () => {
  const more = fc.array(fc.double({ min: 0, max: 8, noNaN: true }), {
    minLength: names.length,
    maxLength: names.length,
  });
  fc.assert(
    fc.property(anyFleet, anyExperts, more, (nodes, experts, added) => {
      const larger = withMore(nodes, added);
      const before = placeExperts({ nodes, experts });
      const after = placeExperts({ nodes: larger, experts, present: before.experts });
      expect(namesOf(after)).toEqual(expect.arrayContaining([...namesOf(before)]));
      const single = experts.slice(0, 1);
      const isPlaced = namesOf(placeExperts({ nodes, experts: single })).length === 1;
      if (isPlaced) expect(namesOf(placeExperts({ nodes: larger, experts: single }))).toHaveLength(1);
    }),
    runs,
  );
});

test("each expert has a place or a refusal that says a number and what would work, and pins hold", { timeout }, () => {
  fc.assert(
    fc.property(anyFleet, anyExperts, (nodes, experts) => {
      const { experts: placed, refused } = placeExperts({ nodes, experts });
      expect([...placed, ...refused].map(({ expert }) => expert).sort()).toEqual(
        experts.map(({ name }) => name).sort(),
      );
      for (const { reason, instead } of refused) {
        expect(reason).toMatch(/\d+(\.\d)? [MG]iB.*\d+(\.\d)? [MG]iB|without AVX/);
        expect(instead).toMatch(/\d/);
        expect(reason + instead).not.toMatch(/undefined|NaN|Infinity|-\d/);
      }
      for (const one of placed) {
        const wish = experts.find(({ name }) => name === one.expert)!;
        if (wish.head !== undefined) expect(one.head).toBe(wish.head);
        if (wish.workers !== undefined) expect(wish.workers).toEqual(expect.arrayContaining([...one.workers]));
        expect(one.context).toBeLessThanOrEqual(wish.context.wanted);
        if (!one.isFallback) expect(one.context).toBeGreaterThanOrEqual(wish.context.least);
        expect(one.reasons.join(" ")).not.toMatch(/undefined|NaN|Infinity/);
        if (wish.workers !== undefined) continue;
        for (const worker of one.workers) {
          const rtt = Math.max(
            ...[one.head, worker].map((name) => nodes.find((other) => other.name === name)!.links["n1"]!.rttMs),
          );
          expect(rtt).toBeLessThanOrEqual(farthestRttMs);
        }
      }
    }),
    runs,
  );
});

test("what is there stays when nothing changes", { timeout }, () => {
  fc.assert(
    fc.property(anyFleet, anyExperts, (nodes, experts) => {
      const once = placeExperts({ nodes, experts });
      const twice = placeExperts({ nodes, experts, present: once.experts });
      const place = ({ experts: placed }: Placement): unknown =>
        placed.map(({ expert, head, reduced }) => [expert, head, reduced]);
      expect(place(placeExperts({ nodes, experts, present: twice.experts }))).toEqual(place(twice));
    }),
    runs,
  );
});
