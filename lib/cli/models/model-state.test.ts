import { join } from "node:path";
import { expect, test } from "vitest";
import { placeAuto } from "../../config/derive/place-auto.ts";
import { knownModel } from "../../config/derive/known-model.ts";
import type { ModelRow } from "../../config/shape/models-schema.ts";
import { readFacts } from "../../config/read/read-facts.ts";
import { root } from "../../paths.ts";
import { stateOf } from "./model-state.ts";

const facts = readFacts([join(root, "stacks/models.facts.json")]);
const sha256 = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046";
const read: ModelRow = { kind: "chat", file: "a.gguf", sha256, sources: [{ url: "http://x/a.gguf" }] };
/** As someone may write it; only the size and the longest context are known of the file. */
const unread: ModelRow = { ...read, sha256: "0".repeat(64), size: "1 GB", memory: "2 GB", context: 8_192 };

test.each([
  ["whose header was read", read],
  ["whose header was read, whatever memory its row states", { ...read, memory: "9 GB" }],
  ["whose header was not read", unread],
] as const)("a model %s needs the same memory in the list and in the plan", (_what, row) => {
  const { memoryBytes } = stateOf({ name: "a", row, known: knownModel(row, facts), isOwn: true }, []);
  const { placement } = placeAuto({
    inventory: {
      cluster: { name: "x", servers: ["n1"] },
      nodes: [{ name: "n1", resources: { memory: "16 GiB" } }],
      experts: [{ name: "chat", model: "a" }],
    } as never,
    models: { a: row },
    modelFacts: facts,
    facts: { nodes: [], present: [], neededFeatures: [] },
  });
  expect(placement?.experts[0]?.uses.map(({ bytes }) => bytes)).toEqual([memoryBytes]);
});
