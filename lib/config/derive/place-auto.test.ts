import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadDefinitions } from "../../jobs/load-definitions.ts";
import { llamaArguments } from "../../jobs/llama-arguments.ts";
import { headMebibytes, workerMebibytes } from "../../jobs/llama.ts";
import { root } from "../../paths.ts";
import { checkInventory, type CheckedConfiguration } from "../check-inventory.ts";
import { formatFinding } from "../read/finding.ts";
import { readFacts } from "../read/read-facts.ts";
import type { MeasuredNode, PlacementFacts } from "./place-auto.ts";

const { declared } = await loadDefinitions();
const models = { file: "models.yaml", content: readFileSync(join(root, "stacks", "models.yaml")) };

const facts = readFacts([join(root, "stacks", "models.facts.json")]);

const inventoryOf = (experts: string, resources = ""): string => `
cluster: { name: lab, nodesFrom: lab, servers: [n1] }
${resources}
nodes: [{ name: n1 }, { name: n2 }, { name: n3 }]
experts:
${experts}`;

const check = (text: string, placement?: Partial<PlacementFacts>): CheckedConfiguration =>
  checkInventory({
    inventory: { file: "x.yaml", content: Buffer.from(text) },
    models,
    facts,
    declared,
    placement: { nodes: [], present: [], neededFeatures: [], ...placement },
  });

const gibibyte = 2 ** 30;
const measured = (name: string, totalGibibytes: number, more: Partial<MeasuredNode> = {}): MeasuredNode => ({
  name,
  memoryTotalBytes: totalGibibytes * gibibyte,
  memoryFreeBytes: (totalGibibytes - 1) * gibibyte,
  gpus: [],
  links: {},
  ...more,
});

const chat = "  - { name: chat, model: smollm2-135m-instruct }";

test("an expert without a head gets a place on declared memory, beside those that were placed by hand", () => {
  const text = inventoryOf(
    `${chat}\n  - { name: embed, model: all-minilm-l6-v2, head: n1 }`,
    "resources: { memory: 2 GiB }",
  );
  const { cluster, placement } = check(text);
  expect(cluster?.experts.map(({ name, head, workers }) => [name, head, workers])).toEqual([
    ["chat", expect.stringMatching(/^n/), []],
    ["embed", "n1", []],
  ]);
  expect(placement?.nodes.find(({ node }) => node === "n1")?.memoryTakenBytes).toBeGreaterThan(256 * 2 ** 20);
  expect(cluster?.experts[1]?.serving).toBeUndefined();
});

test("what was measured counts where it is less than what is declared", () => {
  const { cluster } = check(inventoryOf(chat), { nodes: [measured("n1", 1.5), measured("n2", 8)] });
  expect(cluster?.experts[0]?.head).toBe("n2");
});

test("memory that a machine does not have is refused with what it has", () => {
  const { findings } = check(inventoryOf(chat, "resources: { memory: 12 GiB }"), { nodes: [measured("n2", 8)] });
  expect(findings.map(formatFinding)).toEqual([
    "x.yaml:3:22 resources.memory: n2 has 8.0 GiB of memory, as measured, and this lets jobs use 12 GiB; use at most 8192 MiB, or measure again with `hearth nodes`",
  ]);
});

test("without any known memory nothing is placed, and the finding says what to do", () => {
  const { findings } = check(inventoryOf(chat));
  expect(findings.map(formatFinding).join()).toContain(
    "declare `resources.memory`, or measure the machines with `hearth nodes`",
  );
});

test("a pin that cannot hold is refused with numbers and a place that can", () => {
  const resources = "groups: { small: { resources: { memory: 900 MiB } }, large: { resources: { memory: 4 GiB } } }";
  const text = inventoryOf("  - { name: chat, model: smollm2-135m-instruct, place: auto, head: n1 }", resources)
    .replace("{ name: n1 }", "{ name: n1, groups: [small] }")
    .replace("{ name: n2 }", "{ name: n2, groups: [large] }");
  const [finding] = check(text).findings;
  expect(finding?.rule).toBe("no-place");
  expect(finding?.what).toMatch(/needs \d+ MiB, and the most that is free on one machine is \d+ MiB \(n1\)/);
  expect(finding?.hint).toContain("it fits on n2");
});

test("an expert stays where it is when another machine gets a little more memory", () => {
  const text = inventoryOf(chat);
  const facts = { nodes: [measured("n1", 4), measured("n2", 4)] };
  const before = check(text, facts);
  const present = before.placement?.experts ?? [];
  const after = check(text, { nodes: [measured("n1", 4), measured("n2", 4.2)], present });
  expect(after.cluster?.experts).toEqual(before.cluster?.experts);
});

test("head and workers are started as they were placed", () => {
  const text = inventoryOf(
    "  - { name: chat, model: smollm2-135m-instruct, place: auto, head: n1, workers: [n2, n3], context: 2048 }",
    "resources: { memory: 2 GiB }",
  );
  const expert = check(text).cluster?.experts[0];
  if (expert === undefined) throw new Error("no expert");
  expect(llamaArguments(expert).join(" ")).toContain(
    "--parallel 5 --kv-unified --batch-size 128 --device RPC0,RPC1 --gpu-layers",
  );
  const { serving: { uses } = { uses: [] }, reduced } = expert;
  expect(reduced).toMatchObject({ context: 2_048, model: { name: "smollm2-135m-instruct" } });
  const mebibytesOf = (node: string): number =>
    Math.ceil((uses.find((use) => use.node === node)?.bytes ?? 0) / 2 ** 20);
  expect([headMebibytes(expert), workerMebibytes(expert, "n3")]).toEqual([
    // Its head is given what it needs to run alone.
    Math.ceil((reduced?.bytes ?? 0) / 2 ** 20),
    mebibytesOf("n3"),
  ]);
  expect(headMebibytes({ ...expert, reduced: undefined } as never)).toBe(mebibytesOf("n1"));
});

test("a split expert that was placed by hand can be reduced where its head's machine declares enough memory", () => {
  const experts = "  - { name: chat, model: qwen2.5-coder-1.5b-instruct, head: n1, workers: [n2], context: 32768 }";
  const reducedIn = (memory: string) => {
    const [expert] = check(inventoryOf(experts, memory)).cluster?.experts ?? [];
    return expert?.reduced && [expert.reduced.context, expert.reduced.kvType];
  };
  expect(reducedIn("")).toBeUndefined();
  expect(reducedIn("resources: { memory: 8 GiB }")).toEqual([32_768, "f16"]);
  expect(reducedIn("resources: { memory: 2304 MiB }")).toEqual([8_192, "q8_0"]);
  expect(reducedIn("resources: { memory: 1500 MiB }")).toBeUndefined();
});
