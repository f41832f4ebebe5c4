import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { startTestGateway, type TestGateway } from "../../apps/gateway/test/start-test-gateway.ts";
import { startLlama, toolsTemplate, turnsTemplate, type TestLlama } from "../support/start-llama.ts";
import { isThorough } from "../support/thorough.ts";

/* The pinned llama-server behind the gateway: whatever a caller sends, it must neither die nor hang, and others must be served. */

const fuzzMs = isThorough ? 300_000 : 10_000;
/** A request that takes longer makes others wait for it. */
const limitMs = 15_000;
const path = "/v1/chat/completions";
const messages = [{ role: "user", content: "Hi" }];

const gatewayTo = (llama: TestLlama): Promise<TestGateway> =>
  startTestGateway({
    services: { "expert-chat": { meta: { kind: "chat", model: "smollm2" }, ports: [llama.port] } },
    bodyBytes: 4 * 2 ** 20,
  });

/** The status, or what came instead of one. */
async function ask(gateway: TestGateway, body: string, to = path): Promise<number | string> {
  try {
    const signal = AbortSignal.timeout(limitMs);
    const answer = await gateway.fetch(to, { method: "POST", body, signal });
    const said = await answer.text();
    return answer.status < 500 ? answer.status : `${answer.status} ${said}`;
  } catch (error) {
    return String(error);
  }
}

const object = (properties: object): object => ({ type: "object", properties, required: Object.keys(properties) });
const tool = (parameters: unknown): object => ({ type: "function", function: { name: "f", parameters } });
const withTool = (property: unknown): object => ({ tools: [tool(object({ a: property }))], tool_choice: "required" });
const asFormat = (property: unknown): object => ({
  response_format: { type: "json_schema", json_schema: { name: "x", schema: object({ a: property }) } },
});
/** Stands for lists that are deeper than JSON.stringify can write. */
const deep = "(deep)";
const toBody = (request: object): string =>
  JSON.stringify(request).replaceAll(JSON.stringify(deep), "[".repeat(100_000) + "]".repeat(100_000));
const arrays = (levels: number, most: number): object =>
  levels === 0 ? { type: "string" } : { type: "array", maxItems: most, items: arrays(levels - 1, most) };
const strings = (count: number, length: number): object =>
  object(
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`p${at}`, { type: "string", maxLength: length }])),
  );

/** Each of these stopped llama-server b10068, or kept it busy for longer than anyone waits. */
const hostile: Readonly<Record<string, object>> = {
  "a grammar of 40 bytes": { grammar: 'root ::= (("a"{0,1999}){0,1999}){0,1999}' },
  "a deep grammar": { grammar: `root ::= ${"(".repeat(60_000)}` },
  "a deep field": { metadata: deep },
  "a deep message": { messages: [{ role: "user", content: "a", x: deep }] },
  "a deep schema": withTool({ default: deep }),
  "a pattern of nested repetitions": asFormat({ type: "string", pattern: "^((a{0,1999}){0,1999}){0,1999}$" }),
  "a pattern of optional letters": asFormat({ type: "string", pattern: `^${"a?".repeat(200)}$` }),
  "a deep pattern": asFormat({ type: "string", pattern: `^${"(".repeat(60_000)}$` }),
  "a length from 5 to 2": withTool({ type: "string", minLength: 5, maxLength: 2 }),
  "5,000 values": asFormat({ enum: Array.from({ length: 5_000 }, (_, at) => `value ${at}`) }),
  "a penalty over everything": { dry_multiplier: 1, dry_penalty_last_n: 2_000_000_000 },
  "sampling that is no number": {
    ...{
      temperature: 1e300,
      top_p: -1,
      min_p: -1,
      typical_p: 0.5,
      repeat_penalty: -1,
      stop: ["", "a"],
      logprobs: true,
    },
    response_format: { type: "json_object", schema: { type: "string", format: "uuid" } },
  },
  "the liveness slot": { id_slot: 0, n_predict: 1_500, ignore_eos: true },
  "half an emoji": { messages: [{ role: "user", content: "\ud83d" }] },
};

/** Large, but what somebody may mean; with a small context some are too long. */
const large: Readonly<Record<string, object>> = {
  "256 values": asFormat({ enum: Array.from({ length: 256 }, (_, at) => `value ${at}`) }),
  "lists of lists": asFormat(arrays(6, 100)),
  "60 long texts": asFormat(strings(60, 1_999)),
  "300 properties": asFormat({ type: "object", properties: (strings(300, 10) as { properties: object }).properties }),
  "60 levels": asFormat(arrays(50, 10)),
  "patterns in a list": asFormat({ type: "array", items: { type: "string", pattern: "^[a-z]{0,200}(a|b|c)[0-9]?$" } }),
};

test("nothing that a caller sends stops llama-server", { timeout: 300_000 }, async () => {
  await using llama = await startLlama(toolsTemplate);
  await using gateway = await gatewayTo(llama);
  for (const [what, fields] of Object.entries({ ...hostile, ...large })) {
    const status = await ask(gateway, toBody({ messages, max_tokens: 8, temperature: 0, ...fields }));
    expect([what, status, llama.ended()]).toEqual([what, expect.toSatisfy(isServed), undefined]);
  }
  expect(await ask(gateway, JSON.stringify({ messages, max_tokens: 1 }))).toBe(200);
});

test("every limit that Claude Code, Codex and MCP servers set can be given to a model that knows tools", async () => {
  await using llama = await startLlama(toolsTemplate);
  await using gateway = await gatewayTo(llama);
  const tree = { type: "object", properties: { nodes: { type: "array", items: { $ref: "#/$defs/tree" } } } };
  const properties = [
    { type: "string", maxLength: 524_288 },
    { type: "string", minLength: 1, pattern: String.raw`^[^\p{Cc}]+$` },
    { type: "string", pattern: String.raw`^\d{4}-\d{2}\/\w+$` },
    { type: "string", pattern: "(?i)^x" },
    { type: "object", propertyNames: { pattern: "^a" }, additionalProperties: { $ref: "#" } },
    { type: "array", items: true, maxItems: 5_000 },
    { anyOf: [] },
    { type: "integer", minimum: -1e30 },
  ];
  for (const property of properties) {
    const parameters = { ...object({ a: property, tree: { $ref: "#/$defs/tree" } }), $defs: { tree } };
    for (const tool_choice of ["auto", "required"]) {
      const body = { messages, max_tokens: 1, tools: [tool(parameters)], tool_choice };
      expect([property, await ask(gateway, JSON.stringify(body))]).toEqual([property, 200]);
    }
  }
});

const weather = {
  type: "function",
  function: {
    name: "weather",
    description: "The weather in a city.",
    parameters: object({ city: { enum: ["Paris", "Bern"] }, days: { type: "integer", minimum: 1, maximum: 3 } }),
  },
};
const question = [{ role: "user", content: "What is the weather in Paris in the next two days?" }];

const afterResult = [
  ...question,
  {
    role: "assistant",
    content: null,
    tool_calls: [{ id: "1", type: "function", function: { name: "weather", arguments: '{"city":"Bern","days":1}' } }],
  },
  { role: "tool", tool_call_id: "1", content: "sunny" },
];

const calledSchema = z.object({
  choices: z.tuple([
    z.object({
      finish_reason: z.literal("tool_calls"),
      message: z.object({
        tool_calls: z.tuple([z.object({ function: z.object({ name: z.literal("weather"), arguments: z.string() }) })]),
      }),
    }),
  ]),
});

const templates: readonly (readonly [what: string, template: string | undefined, messages: readonly object[]])[] = [
  ["no tools", undefined, question],
  ["tools", toolsTemplate, question],
  ["no tools, and demands turns", turnsTemplate, afterResult],
];

test.each(templates)("a model whose template knows %s makes a demanded call", async (_what, template, said) => {
  await using llama = await startLlama(template);
  await using gateway = await gatewayTo(llama);
  const answer = await gateway.post(path, {
    messages: said,
    max_tokens: 100,
    temperature: 0,
    tools: [weather],
    tool_choice: "required",
  });
  const { choices } = calledSchema.parse(await answer.json());
  expect(JSON.parse(choices[0].message.tool_calls[0].function.arguments)).toEqual({
    city: expect.stringMatching(/^(?:Paris|Bern)$/) as string,
    days: expect.toSatisfy((days: unknown) => days === 1 || days === 2 || days === 3) as number,
  });
});

test("a template that demands turns takes any order of messages", async () => {
  await using llama = await startLlama(turnsTemplate);
  await using gateway = await gatewayTo(llama);
  for (const roles of ["uu", "au", "suusu", "saau", "sa"]) {
    const said = Array.from(roles, (letter) => ({
      role: letter === "s" ? "system" : letter === "a" ? "assistant" : "user",
      content: "Hi",
    }));
    expect([roles, await ask(gateway, JSON.stringify({ messages: said, max_tokens: 1 }))]).toEqual([roles, 200]);
  }
});

const schemas: fc.Arbitrary<unknown> = fc.letrec<{ schema: unknown }>((tie) => {
  const sub = tie("schema");
  const count = fc.constantFrom(-1, 0, 1, 3, 100, 1_999, 2_000, 1e9, 1.5, "5");
  return {
    schema: fc.oneof(
      { maxDepth: 4, depthSize: "small" },
      fc.constantFrom<unknown>(
        true,
        false,
        null,
        {},
        "string",
        { $ref: "#" },
        { $ref: "#/$defs/d" },
        { $ref: "#/properties/a" },
      ),
      fc.record(
        {
          type: fc.constantFrom<unknown>("string", ["string", "null"], "number", "file", 3, []),
          minLength: count,
          maxLength: count,
          pattern: fc.oneof(
            fc.constantFrom("^a$", String.raw`^\d+$`, "^(a|b){2}$", "^[a-z]{1,9}$", "^.*$", "[", "^(a*)*$"),
            fc.stringMatching(/^\^[a-c(){}[\]|*+?.,0-9\\dw-]{0,12}\$$/),
          ),
          format: fc.constantFrom("date-time", "uuid", "weird"),
          enum: fc.array(fc.jsonValue({ maxDepth: 1 }), { maxLength: 4 }),
        },
        { requiredKeys: [] },
      ),
      fc.record(
        { type: fc.constantFrom("integer", "number"), minimum: count, maximum: count, exclusiveMinimum: count },
        { requiredKeys: ["type"] },
      ),
      fc.record(
        {
          type: fc.constant("array"),
          items: sub,
          minItems: count,
          maxItems: count,
          prefixItems: fc.array(sub, { maxLength: 2 }),
        },
        { requiredKeys: ["type"] },
      ),
      fc.record(
        {
          type: fc.constant("object"),
          properties: fc.dictionary(fc.string({ maxLength: 4 }), sub, { maxKeys: 4 }),
          required: fc.constantFrom<unknown>(["a"], [], "a", [1]),
          additionalProperties: sub,
          propertyNames: sub,
        },
        { requiredKeys: ["type"] },
      ),
      fc.record({ anyOf: fc.array(sub, { maxLength: 3 }) }),
      fc.record(
        { oneOf: fc.array(sub, { maxLength: 3 }), allOf: fc.array(sub, { maxLength: 2 }) },
        { requiredKeys: [] },
      ),
    ),
  };
}).schema;

const fields: fc.Arbitrary<object> = fc.record(
  {
    temperature: fc.constantFrom(0, 0.1, 2, 100),
    top_k: fc.constantFrom(-5, 0, 1, 2 ** 31),
    top_p: fc.constantFrom(0, 0.01, 1),
    min_p: fc.constantFrom(0, 0.5, 1),
    typical_p: fc.constantFrom(0, 0.5, 1),
    repeat_penalty: fc.constantFrom(0.01, 1, 100),
    repeat_last_n: fc.constantFrom(-1, 0, 4_096),
    seed: fc.constantFrom(-1, 2 ** 53 - 1),
    stop: fc.constantFrom<unknown>("", ["", "a"], []),
    n: fc.constantFrom(1, 2, 100),
    logprobs: fc.boolean(),
    top_logprobs: fc.constantFrom(0, 20),
    logit_bias: fc.constantFrom({ "99999999": 1_000 }, { "-5": 1 }, { a: -1_000 }),
    reasoning_effort: fc.string({ maxLength: 5 }),
    chat_template_kwargs: fc.constantFrom<unknown>({ enable_thinking: true }, { messages: 1 }),
    parallel_tool_calls: fc.boolean(),
    response_format: fc.oneof(
      schemas.map((schema) => ({ type: "json_schema", json_schema: { name: "x", schema } })),
      schemas.map((schema) => ({ type: "json_object", schema })),
      fc.constant({ type: "json_object" }),
    ),
    tools: fc.array(schemas.map(tool), { maxLength: 3 }),
    tool_choice: fc.constantFrom<unknown>("auto", "required", "none", { type: "function", function: { name: "f" } }),
    messages: fc.array(
      fc.record({
        role: fc.constantFrom("system", "user", "assistant", "tool"),
        content: fc.oneof(
          fc.string({ maxLength: 8 }),
          fc.constantFrom<unknown>(null, [{ type: "text", text: "a" }], [{ type: "x" }]),
        ),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  },
  { requiredKeys: [] },
);

test(`${fuzzMs / 1_000} s of random requests: none fails, none hangs`, { timeout: fuzzMs + 120_000 }, async () => {
  await using llama = await startLlama(toolsTemplate);
  await using gateway = await gatewayTo(llama);
  const requests = fc.sample(fields, { numRuns: isThorough ? 20_000 : 2_000, seed: isThorough ? Date.now() : 1 });
  const failed: unknown[] = [];
  const endMs = performance.now() + fuzzMs;
  let asked = 0;
  for (const request of requests) {
    if (performance.now() > endMs || failed.length === 5) break;
    const body = JSON.stringify({ messages, max_tokens: 2, ...request });
    const status = await ask(gateway, body);
    asked += 1;
    if (!isServed(status) || llama.ended() !== undefined) failed.push([status, llama.ended(), body]);
    if (llama.ended() !== undefined) break;
  }
  expect(failed).toEqual([]);
  expect(asked).toBeGreaterThan(10);
  expect(await ask(gateway, JSON.stringify({ messages, max_tokens: 1 }))).toBe(200);
});

function isServed(status: unknown): boolean {
  return status === 200 || (typeof status === "number" && status >= 400 && status < 500);
}
