import { expect, test } from "vitest";
import { answerJson, startFakeExpert, type Behaviour } from "../../../test/fake-expert.ts";
import { createJsonLog } from "@hearth/service/json-log.ts";
import { bundledCatalogue } from "@hearth/contracts/catalogue/bundled-catalogue.ts";
import { Catalogue } from "./catalogue.ts";
import { catalogueSchema } from "@hearth/contracts/catalogue/catalogue-schema.ts";
import { refreshCatalogue } from "./refresh-catalogue.ts";

const provider = (name: string, api?: string) => ({
  name,
  ...(api === undefined ? {} : { api }),
  models: { small: { cost: { input: 1, output: 2 } } },
});
const old = { one: provider("One", "https://one.invalid/v1"), two: provider("Two") };

test("the bundled catalogue is valid and knows many providers, with addresses, limits and prices", async () => {
  const data = catalogueSchema.parse(await bundledCatalogue());
  const providers = Object.values(data);
  expect(providers.length).toBeGreaterThanOrEqual(65);
  const models = providers.flatMap(({ models }) => Object.values(models));
  expect(models.filter(({ cost }) => cost !== undefined).length).toBeGreaterThan(1_000);
  expect(models.every(({ limit }) => limit?.context !== undefined)).toBe(true);
  expect(data["openai"]?.api).toBe("https://api.openai.com/v1");
  expect(data["anthropic"]?.npm).toBe("@ai-sdk/anthropic");
});

async function refreshed(behave: Behaviour) {
  await using server = await startFakeExpert(behave);
  const catalogue = new Catalogue(() => Promise.resolve(old));
  await catalogue.load();
  const lines: string[] = [];
  const log = createJsonLog((text) => lines.push(text));
  const stop = new AbortController();
  let replaced = 0;
  const ports = { catalogue, log, onReplaced: () => (replaced += 1), signal: stop.signal };
  await refreshCatalogue({ url: `${server.origin}/api.json`, everyMs: 60_000 }, ports);
  stop.abort();
  log.flush();
  return { data: await catalogue.load(), replaced, lines: lines.join("") };
}

test("a new catalogue replaces the old; missing addresses are kept, unused fields dropped", async () => {
  const newer = { one: { ...provider("One"), logo: "x" }, three: provider("Three") };
  const { data, replaced } = await refreshed(answerJson(newer));
  expect(data).toEqual({ one: old.one, three: { ...provider("Three"), api: undefined } });
  expect(replaced).toBe(1);
});

test.each<[string, Behaviour]>([
  ["an error", answerJson(old, 500)],
  ["no catalogue", answerJson({ one: { name: 1 } })],
  ["an empty one", answerJson({})],
  ["no JSON", (response) => response.end("<html>")],
])("the old one stays when %s is fetched", async (_what, behave) => {
  const { data, replaced, lines } = await refreshed(behave);
  expect(data).toEqual(old);
  expect(replaced).toBe(0);
  expect(lines).toContain("the old one stays in use");
});

test("a provider's model, once the catalogue is loaded", async () => {
  const catalogue = new Catalogue(() => Promise.resolve(old));
  expect(catalogue.model("one", "small")).toBe(undefined);
  await catalogue.load();
  expect(catalogue.model("one", "small")).toEqual({ cost: { input: 1, output: 2 } });
  expect([catalogue.model("one", "toString"), catalogue.model("none", "small")]).toEqual([undefined, undefined]);
});
