import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { root } from "../paths.ts";
import { valueAt } from "./read/value-at.ts";
import { loadDefinitions } from "../jobs/load-definitions.ts";
import { checkInventory, type CheckedConfiguration } from "./check-inventory.ts";

const read = (file: string): Buffer => readFileSync(join(root, "stacks", file));
const sample = read("samples/home.inventory.yaml");
const { declared } = await loadDefinitions();
const catalogue = parse(read("models.yaml").toString()) as Readonly<Record<string, unknown>>;
/** Only those of the sample: the catalogue is long, and is read for every change. */
const used = Object.entries(catalogue).filter(([name]) => sample.includes(name));
const models = { file: "models.yaml", content: Buffer.from(stringify(Object.fromEntries(used))) };
const check = (content: Uint8Array): CheckedConfiguration =>
  checkInventory({ inventory: { file: "x.yaml", content }, models, declared });

/** Either there is a cluster or there are findings, never both, and every finding can be acted on. */
function expectAnAnswer({ findings, cluster }: CheckedConfiguration): void {
  expect(findings.length === 0).toBe(cluster !== undefined);
  for (const finding of findings) {
    expect(finding.line).toBeGreaterThanOrEqual(1);
    expect(finding.column).toBeGreaterThanOrEqual(1);
    expect(finding.what + finding.hint).not.toMatch(/undefined|NaN|\[object|^$/);
  }
}

test("whatever bytes a file has, there is an answer and never a crash", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => expectAnAnswer(check(bytes))),
    { numRuns: 50 },
  );
});

test("bytes that change anywhere in a good file get an answer", () => {
  const edit = fc.record({
    at: fc.nat(sample.length - 1),
    remove: fc.nat(40),
    insert: fc.oneof(
      fc.uint8Array({ maxLength: 4 }),
      fc.string({ maxLength: 8 }).map((text) => Buffer.from(text)),
      fc.constantFrom("\n", "- ", ": ", "\t", "*a", "&a ", "{", "]", "!!x ").map((text) => Buffer.from(text)),
    ),
  });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      const content = edits.reduce<Uint8Array>(
        (bytes, { at, remove, insert }) => Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]),
        sample,
      );
      expectAnAnswer(check(content));
    }),
    { numRuns: 50 },
  );
});

test("values of any type anywhere, and keys that are gone, get an answer", () => {
  const places = placesOf(parse(sample.toString()));
  const change = fc.record({
    place: fc.constantFrom(...places),
    value: fc.oneof(
      fc.constant(undefined),
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom("n1", "constructor", "__proto__", "chat", [], {}, null),
    ),
  });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const inventory: unknown = parse(sample.toString());
      for (const { place, value } of changes) put(inventory, place, value);
      expectAnAnswer(check(Buffer.from(stringify(inventory))));
    }),
    { numRuns: 30 },
  );
});

type Place = readonly (string | number)[];

function placesOf(value: unknown, here: Place = []): readonly Place[] {
  if (typeof value !== "object" || value === null) return [here];
  return [
    ...(here.length > 0 ? [here] : []),
    ...Object.entries(value).flatMap(([key, inner]) => placesOf(inner, [...here, key])),
  ];
}

/** Sets or, for undefined, removes; does nothing where an earlier change took the place away. */
function put(root: unknown, place: Place, value: unknown): void {
  const container = valueAt(root, place.slice(0, -1)) as Record<string, unknown> | null | undefined;
  if (typeof container !== "object" || container === null) return;
  const last = String(place.at(-1));
  if (value === undefined) Reflect.deleteProperty(container, last);
  else container[last] = value;
}
