import fc from "fast-check";
import { expect, test } from "vitest";
import { contentOf, outsidePolicy, type Leaving } from "./outside-policy.ts";
import { contentKinds, policySchema } from "@hearth/contracts/gateway/policy-config.ts";

const leaving = (changes: Partial<Leaving> = {}): Leaving => ({
  caller: "laptop",
  route: "code",
  provider: "mistral",
  content: new Set(["text"]),
  ...changes,
});
const decide = outsidePolicy(
  policySchema.parse([
    { name: "no-photos", allow: false, content: ["image", "audio"] },
    { name: "kids", allow: false, keys: ["kids-*"] },
    { name: "code", allow: true, routes: ["code"], content: ["text"], providers: ["mistral", "groq"] },
  ]),
);

test.each<[string, Partial<Leaving>, { allowed: boolean; rule: string }]>([
  ["what a rule allows", {}, { allowed: true, rule: "code" }],
  ["another provider", { provider: "openai" }, { allowed: false, rule: "local-only" }],
  ["another route", { route: "medical" }, { allowed: false, rule: "local-only" }],
  [
    "an image is named by a rule that forbids",
    { content: new Set(["text", "image"]) },
    { allowed: false, rule: "no-photos" },
  ],
  ["a key", { caller: "kids-tablet" }, { allowed: false, rule: "kids" }],
  ["more than the rule allows", { content: new Set(["text", "tools"]) }, { allowed: false, rule: "local-only" }],
])("%s", (_what, changes, verdict) => {
  expect(decide(leaving(changes))).toEqual(verdict);
});

test("property: without a rule that allows, nothing ever leaves", () => {
  const rule = fc.record(
    {
      name: fc.constantFrom("a", "b"),
      allow: fc.constant(false),
      keys: fc.constant(["*"]),
      content: fc.subarray([...contentKinds], { minLength: 1 }),
    },
    { requiredKeys: ["name", "allow"] },
  );
  fc.assert(
    fc.property(fc.array(rule), fc.subarray([...contentKinds], { minLength: 1 }), (rules, content) => {
      expect(outsidePolicy(policySchema.parse(rules))(leaving({ content: new Set(content) })).allowed).toBe(false);
    }),
  );
});

test("the content of a request", () => {
  const nothing = { tools: false, vision: false, audio: false, jsonSchema: false };
  expect([...contentOf({ api: "chat", needs: nothing })]).toEqual(["text"]);
  expect([...contentOf({ api: "chat", needs: { ...nothing, vision: true, tools: true } })]).toEqual([
    "text",
    "tools",
    "image",
  ]);
  expect([...contentOf({ api: "audio", needs: nothing })]).toEqual(["text", "audio"]);
});
