import { expect, test } from "vitest";
import { sampleCluster } from "../../../tests/support/sample-cluster.ts";
import { drainEffects, formatEffects, type DrainScene } from "./drain-effects.ts";

const cluster = sampleCluster();
const [chat] = cluster.experts;
if (chat === undefined) throw new Error("the lab has no expert");
const small = { ...chat, name: "small", head: "n1", workers: [], model: { ...chat.model, memoryBytes: 1 } };

const scene = (other: Partial<DrainScene> = {}): DrainScene => ({
  node: "n2",
  cluster: { experts: [chat, small] },
  running: ["gateway", "memory", "expert-chat"],
  places: [
    { service: "gateway", nodes: ["n1", "n2", "n3"] },
    { service: "memory", nodes: ["n1", "n2"] },
    { service: "expert-chat", nodes: ["n2"] },
    { service: "rpc-chat-n3", nodes: ["n3"] },
  ],
  eligible: ["n1", "n2", "n3"],
  gapless: new Set(["gateway"]),
  ...other,
});

test("each job is said to move or to wait, and who answers for an expert meanwhile", () => {
  expect(formatEffects("n2", drainEffects(scene()))).toEqual([
    "expert-chat waits for n2; its requests are answered by small",
    "gateway moves to n1 or n3, and ends here only when it is healthy there",
    "memory moves to n1",
  ]);
});

test("a stand-in on the same machine is none", () => {
  const experts = [chat, { ...small, head: "n2" }];
  expect(formatEffects("n2", drainEffects(scene({ cluster: { experts }, running: ["expert-chat"] })))).toEqual([
    "expert-chat waits for n2, and nothing answers its requests meanwhile",
  ]);
});

test("a machine that gets no work takes nothing over", () => {
  const effects = drainEffects(scene({ running: ["memory"], eligible: ["n2", "n3"] }));
  expect(formatEffects("n2", effects)).toEqual(["memory waits for n2, for it may run nowhere else"]);
});

test("a worker of an expert that can do without it reduces the expert", () => {
  const reduced = { ...chat, reduced: { bytes: 1, model: chat.model, context: 512 } } as unknown as typeof chat;
  const found = drainEffects(scene({ node: "n3", running: ["rpc-chat-n3"], cluster: { experts: [reduced] } }));
  expect(formatEffects("n3", found)).toEqual(["rpc-chat-n3 waits for n3; chat goes on in a smaller form without it"]);
  const whole = { ...chat };
  delete (whole as { reduced?: unknown }).reduced;
  const alone = drainEffects(scene({ node: "n3", running: ["rpc-chat-n3"], cluster: { experts: [whole] } }));
  expect(formatEffects("n3", alone)).toEqual(["rpc-chat-n3 waits for n3, and nothing answers its requests meanwhile"]);
});

test("an empty machine is said to be empty", () => {
  expect(formatEffects("n2", drainEffects(scene({ running: [] })))).toEqual(["nothing runs on n2"]);
});
