import { expect, test } from "vitest";
import { toExpert } from "./health-entries.ts";

const meta = { kind: "embedding", model: "minilm", expert: "embed" };

test("an instance is at its service's address, else at its node's", () => {
  const entries = [
    { Node: { Address: "10.0.0.1" }, Service: { Address: "100.64.0.7", Port: 25_001, Meta: meta, Weights: {} } },
    { Node: { Address: "10.0.0.2" }, Service: { Address: "", Port: 25_002, Meta: meta } },
    { Node: { Address: "10.0.0.3" }, Service: { Address: "fd7a::3", Port: 25_003, Meta: meta } },
  ];
  expect(toExpert("embed", entries)).toEqual({
    name: "embed",
    kind: "embedding",
    model: "minilm",
    instances: [
      { origin: "http://100.64.0.7:25001" },
      { origin: "http://10.0.0.2:25002" },
      { origin: "http://[fd7a::3]:25003" },
    ],
  });
});

test("an instance with a failed check is left out, and one with a warning answers", () => {
  const entry = (port: number, ...statuses: readonly string[]) => ({
    Node: { Address: "10.0.0.1" },
    Service: { Port: port, Meta: meta },
    Checks: statuses.map((Status) => ({ Status })),
  });
  const entries = [entry(1, "passing", "critical"), entry(2, "passing", "warning"), entry(3, "maintenance")];
  expect(toExpert("embed", entries)?.instances).toEqual([{ origin: "http://10.0.0.1:2" }]);
});

test("no passing entry is no expert", () => {
  expect(toExpert("embed", [])).toBe(undefined);
});

test("an entry without meta breaks the contract", () => {
  const entries = [{ Node: { Address: "10.0.0.1" }, Service: { Port: 1, Meta: null } }];
  expect(() => toExpert("embed", entries)).toThrow(/^service meta: kind, model missing or wrong$/);
});

test("the capabilities that an expert declares", () => {
  const entry = (more: object) => [{ Node: { Address: "10.0.0.1" }, Service: { Port: 1, Meta: { ...meta, ...more } } }];
  expect(toExpert("embed", entry({ context: "4096", tools: "yes", vision: "no" }))?.capabilities).toEqual({
    contextTokens: 4_096,
    tools: true,
    vision: false,
  });
  expect(() => toExpert("embed", entry({ context: "many" }))).toThrow(/^service meta: context missing or wrong$/);
});
