import { expect, test } from "vitest";
import { fieldsOf } from "./field.ts";
import type { JsonSchema } from "./json-schema.ts";

const text = (description: string, rest: JsonSchema = {}): JsonSchema => ({ type: "string", description, ...rest });
const pathsOf = (schema: JsonSchema): readonly string[] => fieldsOf(schema).map(({ path }) => path);

test("lists are marked, and names of the reader's own stand in capitals", () => {
  const inner = { properties: { a: text("A.") } };
  const schema: JsonSchema = {
    properties: {
      list: { type: "array", items: inner },
      named: { type: "object", keyName: "THING", additionalProperties: inner },
      free: { type: "object", additionalProperties: inner },
    },
  };
  expect(pathsOf(schema)).toEqual(["list", "list[].a", "named", "named.THING.a", "free", "free.NAME.a"]);
});

test("a field says what is needed: required, required in a case, a literal default, or one in words", () => {
  const schema: JsonSchema = {
    required: ["a"],
    properties: {
      a: text("A."),
      b: text("B.", { requiredWith: "a: x" }),
      c: { type: "integer", default: 8080, description: "C." },
      d: text("D.", { default: "x", defaultNote: "the first `a`" }),
      e: { type: "array", items: { type: "string" }, default: [], description: "E." },
      f: text("F."),
    },
  };
  expect(fieldsOf(schema).map(({ required, requiredWith, default: value }) => [required, requiredWith, value])).toEqual(
    [
      [true, undefined, undefined],
      [false, "a: x", undefined],
      [false, undefined, "`8080`"],
      [false, undefined, "the first `a`"],
      [false, undefined, "none"],
      [false, undefined, undefined],
    ],
  );
});

test("of a mapping with several forms a key is required where all forms require it", () => {
  const form = (control: string, key: string): JsonSchema => ({
    type: "object",
    properties: { control: { const: control, description: "Which." }, [key]: text("Its own.") },
    required: ["control", key],
  });
  const schema: JsonSchema = { properties: { overlay: { oneOf: [form("one", "x"), form("two", "y")] } } };
  expect(fieldsOf(schema).slice(1)).toEqual([
    { path: "overlay.control", type: "`one` or `two`", required: true, description: "Which." },
    { path: "overlay.x", type: "text", required: false, description: "Its own." },
    { path: "overlay.y", type: "text", required: false, description: "Its own." },
  ]);
});

test("what a key shares with the top level is listed there; what is its own is listed below it", () => {
  const ssh = { user: text("Login.") };
  const schema: JsonSchema = {
    properties: {
      ssh: { description: "SSH.", properties: ssh },
      nodes: {
        type: "array",
        items: { properties: { ssh: { description: "SSH.", properties: { ...ssh, hostKey: text("Key.") } } } },
      },
    },
  };
  expect(pathsOf(schema)).toEqual(["ssh", "ssh.user", "nodes", "nodes[].ssh", "nodes[].ssh.hostKey"]);
  expect(fieldsOf(schema)[3]?.sameAs).toBe("ssh");
});
