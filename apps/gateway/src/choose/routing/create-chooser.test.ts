import { describe, expect, test } from "vitest";
import type { Caller } from "../../domain/caller.ts";
import type { Choice } from "../../domain/choice.ts";
import type { Inference } from "../../domain/inference.ts";
import type { SemanticGuess } from "./semantic-router.ts";
import { createChooser } from "./create-chooser.ts";
import type { Expert } from "../../domain/expert.ts";
import { mappingFileSchema } from "@hearth/contracts/gateway/mapping-file.ts";

const expert = (name: string, rest: Partial<Expert> = {}): Expert => ({
  name,
  kind: "chat",
  model: `${name}-model`,
  instances: [{ origin: `http://${name}` }],
  ...rest,
});
const down = { instances: [] };
const caller: Caller = { id: "laptop" };
const inference = (rest: Partial<Inference> = {}): Inference => ({
  api: "chat",
  path: "/v1/chat/completions",
  kind: "chat",
  model: "auto",
  stream: false,
  body: Buffer.from("{}"),
  needs: { tools: false, vision: false, audio: false, jsonSchema: false },
  promptTokens: 10,
  maxTokens: undefined,
  temperature: undefined,
  session: undefined,
  text: () => "write a function",
  json: () => ({ messages: [{ role: "user", content: "write a function" }] }),
  ...rest,
});

interface Setting {
  readonly experts?: readonly Expert[];
  readonly mapping?: unknown;
  readonly guess?: SemanticGuess | Promise<SemanticGuess>;
}
const code: SemanticGuess = { route: "code", probability: 0.934, embedded: true };
const experts = [expert("big"), expert("coder"), expert("embed", { kind: "embedding" }), expert("small")];
const mapping = { routes: { code: ["coder"], math: ["big"] }, default: ["small"] };

const choose = (
  { experts: all = experts, mapping: file = mapping, guess = code }: Setting,
  request: Partial<Inference> = {},
  who = caller,
): Choice | Promise<Choice> =>
  createChooser({
    experts: () => all,
    mapping: () => mappingFileSchema.parse(file),
    router: { guess: () => guess },
  }).choose(inference(request), who);
const shown = (choice: Choice | Promise<Choice>): readonly [string, string, string] => {
  if (choice instanceof Promise) throw new Error("was to be synchronous");
  return [choice.experts.map(({ name }) => name).join(" "), choice.route, choice.reason];
};

describe("by name", () => {
  test.each<[string, string, readonly [string, string, string]]>([
    ["an expert's name", "big", ["big", "name", "name"]],
    ["a model's name", "big-model", ["big", "model", "model"]],
    ["an alias", "gpt", ["big", "alias", "alias of big"]],
    ["an alias of a model", "turbo", ["small", "alias", "alias of small-model"]],
    ["an expert's own name before an alias", "coder", ["coder big", "name", "name"]],
    ["an alias of auto", "any", ["coder small", "code", "semantic 0.93"]],
  ])("%s", (_how, model, wanted) => {
    const aliases = { gpt: "big", turbo: "small-model", coder: "small", any: "auto" };
    expect(shown(choose({ mapping: { ...mapping, aliases, fallbacks: { coder: ["big"] } } }, { model }))).toEqual(
      wanted,
    );
  });

  test("its fallbacks while it is down", () => {
    const all = [expert("big", down), expert("coder"), expert("small")];
    const fallbacks = { big: ["coder", "small"] };
    expect(shown(choose({ experts: all, mapping: { fallbacks } }, { model: "big" }))).toEqual([
      "coder small",
      "name",
      "name; instead of big: expert_unavailable",
    ]);
  });

  test.each(["gpt-9", "constructor", "__proto__"])("%s is not found", (model) => {
    expect(() => choose({}, { model })).toThrow(expect.objectContaining({ code: "model_not_found" }) as Error);
  });
});

describe("auto", () => {
  test("without a mapping, the first expert that is up", () => {
    const all = [expert("a", down), expert("b"), expert("c")];
    expect(shown(choose({ experts: all, mapping: {} }))).toEqual(["b", "auto", "auto"]);
    expect(shown(choose({ experts: all, mapping: {} }, { model: undefined }))).toEqual(["b", "auto", "auto"]);
  });

  test("by the text's meaning, then the default", () => {
    expect(shown(choose({}))).toEqual(["coder small", "code", "semantic 0.93"]);
  });

  test("after waiting for an embedding", async () => {
    expect(await choose({ guess: Promise.resolve({ ...code, embedded: false }) })).toMatchObject({
      route: "code",
      reason: "semantic 0.93 (words only)",
    });
  });

  test("no route: the small model", () => {
    const guess = { route: undefined, probability: 0.7, embedded: true };
    expect(shown(choose({ guess }))).toEqual(["small", "default", "semantic 0.70, no route"]);
  });

  test("a route without experts", () => {
    const guess = { ...code, route: "home" };
    expect(shown(choose({ guess }))).toEqual(["small", "default", "semantic 0.93, home has no expert"]);
  });

  test("unavailable experts are skipped", () => {
    const all = [expert("big"), expert("coder", down), expert("small", down)];
    expect(shown(choose({ experts: all }))).toEqual(["big", "code", "semantic 0.93, its experts are unavailable"]);
  });

  test("none is up", () => {
    expect(() => choose({ experts: [expert("coder", down)] })).toThrow(
      expect.objectContaining({ code: "expert_unavailable" }) as Error,
    );
  });

  test("only experts that the caller may use", () => {
    const who = { id: "guest", models: /^small$/ };
    expect(shown(choose({}, {}, who))).toEqual(["small", "code", "semantic 0.93"]);
  });

  test("an embedding request is routed without its text", () => {
    expect(
      shown(
        choose(
          {},
          {
            kind: "embedding",
            text: () => {
              throw new Error("was read");
            },
          },
        ),
      ),
    ).toEqual(["embed", "auto", "auto"]);
  });
});

describe("rules", () => {
  const rules = [
    { name: "guests", when: { keys: ["guest"] }, experts: ["small"] },
    { name: "long", when: { minPromptTokens: 1_000 }, experts: ["big"] },
    { name: "pictures", when: { vision: true }, experts: ["big"] },
    { name: "german", when: { language: "de", tools: false }, experts: ["big"] },
    { name: "short", when: { maxPromptTokens: 5 }, experts: ["small"] },
  ];
  const needs = { tools: false, vision: false, audio: false, jsonSchema: false };

  test.each<[string, Partial<Inference>, string]>([
    ["size", { promptTokens: 1_000 }, "long"],
    ["vision", { needs: { ...needs, vision: true } }, "pictures"],
    ["language", { text: () => "Wie heißt der Fluss in Köln?" }, "german"],
    ["all have to hold", { text: () => "Wie heißt der Fluss?", needs: { ...needs, tools: true } }, "code"],
    ["small", { promptTokens: 5 }, "short"],
    ["none", {}, "code"],
  ])("%s", (_what, request, route) => {
    expect(shown(choose({ mapping: { ...mapping, rules } }, request))[1]).toBe(route);
  });

  test("the caller's key", () => {
    expect(shown(choose({ mapping: { ...mapping, rules } }, {}, { id: "guest" }))).toEqual([
      "small",
      "guests",
      "rule guests",
    ]);
  });
});

test.each<[string, Partial<Inference>, string]>([
  ["context", { promptTokens: 3_000, maxTokens: 1_100 }, "small"],
  ["tools", { needs: { tools: true, vision: false, audio: false, jsonSchema: false } }, "small"],
  ["neither", { promptTokens: 3_000, maxTokens: 1_000 }, "coder small"],
])("an expert that lacks a capability is skipped: %s", (_what, request, names) => {
  const capabilities = { contextTokens: 4_000, tools: false };
  const all = [expert("coder", { capabilities }), expert("small")];
  expect(shown(choose({ experts: all }, request))[0]).toBe(names);
});

describe("affinity", () => {
  const twins = [expert("small", { instances: [{ origin: "http://a" }, { origin: "http://b" }] })];
  const affinity = (request: Partial<Inference>, who = caller): string | undefined =>
    (choose({ experts: twins, mapping: {} }, request, who) as Choice).affinity;
  const chat = (...contents: readonly string[]): Partial<Inference> => ({
    promptTokens: 128,
    json: () => ({
      messages: contents.map((content, index) => ({ role: index % 2 === 0 ? "user" : "assistant", content })),
    }),
  });

  test("a conversation keeps it as it grows, another has its own", () => {
    expect(affinity(chat("hello", "hi", "more"))).toBe(affinity(chat("hello")));
    expect(affinity(chat("good morning"))).not.toBe(affinity(chat("hello")));
  });

  test("a session takes precedence over the text, and is separate per key", () => {
    expect(affinity({ ...chat("x"), session: "s" })).toBe(affinity({ ...chat("y"), session: "s" }));
    expect(affinity({ session: "s" }, { id: "phone" })).not.toBe(affinity({ session: "s" }));
  });

  test("a short prompt has none", () => {
    expect(affinity({ ...chat("hello"), promptTokens: 127 })).toBe(undefined);
  });

  test("one instance needs none", () => {
    expect((choose({ experts: [expert("small")], mapping: {} }, { session: "s" }) as Choice).affinity).toBe(undefined);
  });
});
