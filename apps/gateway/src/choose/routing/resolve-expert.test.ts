import { expect, test } from "vitest";
import type { Expert } from "../../domain/expert.ts";
import { resolveExpert, type Wanted } from "./resolve-expert.ts";

const expert = (name: string, rest: Partial<Expert> = {}): Expert => ({
  name,
  kind: "chat",
  model: "smollm2",
  instances: [{ origin: `http://${name}` }],
  ...rest,
});
const down = { instances: [] };
const experts = [
  expert("alpha", down),
  expert("beta"),
  expert("embed", { kind: "embedding", model: "minilm" }),
  expert("smollm2", { model: "large" }),
  expert("zeta", { model: "lost", ...down }),
];

test.each<[string, Wanted, string]>([
  ["its own name", { model: "beta", kind: "chat" }, "beta"],
  ["its own name before another's model", { model: "smollm2", kind: "chat" }, "smollm2"],
  ["its model", { model: "minilm", kind: "embedding" }, "embed"],
  ["auto: the first of the kind that is up", { model: "auto", kind: "chat" }, "beta"],
  ["no model", { model: undefined, kind: "embedding" }, "embed"],
  ["null", { model: null, kind: "chat" }, "beta"],
])("%s", (_how, wanted, name) => {
  expect(resolveExpert(experts, wanted).name).toBe(name);
});

test("of two experts with one model, the one that is up", () => {
  expect(resolveExpert([expert("a", down), expert("b")], { model: "smollm2", kind: "chat" }).name).toBe("b");
});

test.each<[string, Wanted, string]>([
  ["unknown", { model: "gpt-9", kind: "chat" }, "model_not_found"],
  ["of another kind", { model: "embed", kind: "chat" }, "unsupported_model"],
  ["down, by name", { model: "alpha", kind: "chat" }, "expert_unavailable"],
  ["down, by model", { model: "lost", kind: "chat" }, "expert_unavailable"],
])("%s", (_how, wanted, code) => {
  expect(() => resolveExpert(experts, wanted)).toThrow(expect.objectContaining({ code }) as Error);
});

test("no expert of the kind", () => {
  expect(() => resolveExpert([], { model: "auto", kind: "chat" })).toThrow(
    expect.objectContaining({ code: "expert_unavailable" }) as Error,
  );
});
