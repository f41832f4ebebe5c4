import { expect, test } from "vitest";
import { formatMoves, formatPlacement } from "./format-placement.ts";
import { placeExperts } from "./place-experts.ts";
import { chat, largeModels, node, tinyModel } from "./test-fleet.ts";

const q4 = largeModels.filter(({ quantization }) => quantization === "Q4_K_M");
const nodes = [node("n1", 8), node("n2", 2)];
const experts = [
  chat({ models: q4 }),
  chat({ name: "embed", kind: "embedding", models: [tinyModel], context: { wanted: 512, least: 512 }, head: "n2" }),
];

test("a placement says where, why, and what is left", () => {
  expect(formatPlacement(placeExperts({ nodes, experts })).split("\n")).toEqual([
    "chat: large-q4_k_m on n1",
    expect.stringMatching(/^ {2}large-q4_k_m with 4096 tokens of context needs 5\.\d GiB: 5\.\d GiB of n1's memory\.$/),
    "  It fits on one machine, so nothing crosses the network; n1 is the fastest that has room.",
    expect.stringMatching(/^ {2}About \d\.\d tokens per second, estimated; 5 slots\.$/),
    "embed: tiny on n2",
    expect.stringMatching(/^ {2}tiny with 512 tokens of context needs \d+ MiB: \d+ MiB of n2's memory\.$/),
    "  It is on n2 because the inventory says so.",
    expect.stringMatching(/^ {2}About \d+ tokens per second, estimated; 1 slot\.$/),
    "",
    "node  device  taken by experts  free for experts",
    expect.stringMatching(/^n1 +memory +5\.\d GiB +[12]\.\d GiB$/),
    expect.stringMatching(/^n2 +memory +\d+ MiB +1\.\d GiB$/),
  ]);
});

test("a preview says what is placed, kept and moved, and from where", () => {
  const now = placeExperts({ nodes, experts });
  const [first, second] = now.experts;
  const before = [{ ...first!, head: "n3", workers: ["n4"], context: 8_192 }];
  expect(formatMoves(now, before)).toEqual([
    "  move chat: large-q4_k_m, 4096 tokens of context, on n1 (before: 8192 tokens, n3 with n4)",
    "  place embed: tiny, 512 tokens of context, on n2",
  ]);
  expect(formatMoves(now, [second!])[1]).toBe("  keep embed: tiny, 512 tokens of context, on n2");
});
