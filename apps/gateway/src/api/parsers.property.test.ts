import fc from "fast-check";
import { expect, test } from "vitest";
import { keyApis } from "@hearth/contracts/keys/key-record.ts";
import { toKnownError } from "../domain/api-error.ts";
import type { GatewayEndpoint } from "./endpoint.ts";
import { endpoints } from "./endpoints.ts";

const asking = Object.values<GatewayEndpoint>(endpoints).flatMap(({ path, parse }) =>
  parse === undefined ? [] : [{ path, parse }],
);

/** Valid bodies: mutations of them reach deeper into a parser than noise. */
const valid: readonly unknown[] = [
  {
    model: "auto",
    max_tokens: 8,
    stream: true,
    temperature: 0.5,
    n: 2,
    stop: ["a"],
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: "a" },
          { type: "image_url", image_url: { url: "data:," } },
        ],
      },
      { role: "assistant", content: null, tool_calls: [{ id: "1", function: { name: "f", arguments: "{}" } }] },
      { role: "tool", tool_call_id: "1", content: "b" },
    ],
    tools: [{ type: "function", function: { name: "f", parameters: {} } }],
    response_format: { type: "json_schema", json_schema: { schema: {} } },
  },
  {
    model: "m",
    max_tokens: 8,
    system: [{ type: "text", text: "s" }],
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: "a" },
          { type: "image", source: { type: "base64", media_type: "image/png", data: "" } },
          { type: "document", source: { type: "content", content: [{ type: "text", text: "d" }] } },
          { type: "tool_result", tool_use_id: "t", content: [{ type: "text", text: "r" }] },
        ],
      },
      { role: "assistant", content: [{ type: "tool_use", id: "t", name: "f", input: { a: [1] } }] },
      { role: "system", content: [{ type: "text", text: "r" }, { type: "news" }] },
      { role: "user", content: [{ type: "tool_result", tool_use_id: "t", is_error: true }] },
    ],
    tools: [
      { name: "f", input_schema: { type: "object" } },
      { type: "bash_20250124", name: "bash" },
    ],
    tool_choice: { type: "tool", name: "f" },
    metadata: { user_id: "u" },
  },
  {
    model: "m",
    input: [
      {
        role: "user",
        content: [
          { type: "input_text", text: "a" },
          { type: "input_image", image_url: "data:," },
        ],
      },
      { type: "reasoning", content: [{ text: "t" }] },
      { type: "function_call", call_id: "c", name: "f", arguments: "{}" },
      { type: "function_call_output", call_id: "c", output: "o" },
      { type: "custom_tool_call", call_id: "d", name: "g", namespace: "n", input: "i" },
      { type: "custom_tool_call_output", call_id: "d", output: [{ type: "input_file" }] },
      { type: "shell_call", call_id: "e", action: {} },
      { type: "shell_call_output", call_id: "e", output: [{ stdout: "s" }] },
      { role: "developer", content: "d" },
    ],
    tools: [
      { type: "function", name: "f", parameters: {} },
      { type: "custom", name: "g", format: { definition: "d" } },
      { type: "namespace", name: "n", tools: [{ type: "function", name: "h" }] },
      { type: "web_search" },
    ],
    tool_choice: "required",
    text: { format: { type: "json_schema", name: "n", schema: {} } },
  },
  { model: "m", input: [[1, 2], [3]], prompt: ["a", "b"], query: "q", documents: ["a"], voice: "v" },
];

/** Replaces one value somewhere in the tree. */
function mutated(tree: unknown, path: readonly number[], value: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined || typeof tree !== "object" || tree === null) return value;
  const entries: readonly [string, unknown][] = Object.entries(tree);
  if (entries.length === 0) return value;
  const chosen = entries[first % entries.length]?.[0] ?? "";
  const next = entries.map(([key, old]): [string, unknown] => [key, key === chosen ? mutated(old, rest, value) : old]);
  return Array.isArray(tree) ? next.map(([, entry]) => entry) : Object.fromEntries(next);
}

const body = fc.oneof(
  fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
  fc.json().map((text) => Buffer.from(text)),
  fc
    .tuple(fc.constantFrom(...valid), fc.array(fc.nat(20), { maxLength: 6 }), fc.jsonValue())
    .map(([tree, path, value]) => Buffer.from(JSON.stringify(mutated(tree, path, value)))),
);

test("the endpoints are requests of the APIs that a key can be held to, all of them", () => {
  const bodies = [...valid, { model: "m", prompt: "a", input: "a", voice: "v" }].map((json) =>
    Buffer.from(JSON.stringify(json)),
  );
  const apis = asking.flatMap(({ parse }) =>
    bodies.flatMap((bytes) => {
      try {
        return [parse(bytes, {}).api];
      } catch (error) {
        if (toKnownError(error) === undefined) throw error;
        return [];
      }
    }),
  );
  expect([...new Set(apis)].toSorted()).toEqual(keyApis.toSorted());
});

test.each(asking)("$path: whatever is sent is a request or an error in the 400s", ({ parse }) => {
  fc.assert(
    fc.property(body, (bytes) => {
      try {
        const inference = parse(bytes, { "content-type": "multipart/form-data; boundary=x" });
        JSON.parse(inference.body.toString());
        expect(Number.isSafeInteger(inference.promptTokens)).toBe(true);
        expect(inference.text().length).toBeLessThanOrEqual(8_000);
      } catch (error) {
        const known = toKnownError(error);
        if (known === undefined) throw error;
        expect(Math.floor(known.status / 100)).toBe(4);
      }
    }),
    { numRuns: 150 },
  );
});

const deep = `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`;
const call = { id: "1", type: "function", function: { name: "f", arguments: "{}" }, more: "DEEP" };

test.each<[string, object]>([
  [
    "/v1/chat/completions",
    {
      messages: [{ role: "user", content: "a" }],
      tools: [{ type: "function", function: { name: "f", parameters: "DEEP" } }],
    },
  ],
  ["/v1/chat/completions", { messages: [{ role: "assistant", tool_calls: [call] }] }],
  [
    "/v1/messages",
    {
      model: "m",
      max_tokens: 1,
      messages: [{ role: "user", content: "a" }],
      tools: [{ name: "f", input_schema: "DEEP" }],
    },
  ],
  [
    "/v1/messages",
    {
      model: "m",
      max_tokens: 1,
      messages: [{ role: "assistant", content: [{ type: "tool_use", id: "1", name: "f", input: "DEEP" }] }],
    },
  ],
  ["/v1/responses", { input: "a", tools: [{ type: "function", name: "f", parameters: "DEEP" }] }],
])("%s: nesting that JavaScript can read but not write is refused", (path, json) => {
  const route = asking.find((route) => route.path === path);
  const bytes = Buffer.from(JSON.stringify(json).replace('"DEEP"', deep));
  expect(() => route?.parse(bytes, {})).toThrow("The body is nested too deeply.");
});
