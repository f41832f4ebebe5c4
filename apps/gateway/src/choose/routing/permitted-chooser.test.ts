import { expect, test } from "vitest";
import type { Choice } from "../../domain/choice.ts";
import type { Inference } from "../../domain/inference.ts";
import type { Expert } from "../../domain/expert.ts";
import { permittedChooser } from "./permitted-chooser.ts";

const expert = (name: string, model: string): Expert => ({ name, kind: "chat", model, instances: [] });
const choice: Choice = {
  experts: [expert("big", "qwen-14b"), expert("code", "qwen-coder"), expert("small", "smollm2")],
  route: "auto",
  reason: "auto",
};
const chat = { api: "chat" } as Inference;
const names = async (chosen: Choice | Promise<Choice>): Promise<readonly string[]> =>
  (await chosen).experts.map(({ name }) => name);

test("a key without restrictions gets the choice as it is", () => {
  expect(permittedChooser({ choose: () => choice }).choose(chat, { id: "a" })).toBe(choice);
});

test("experts that a key may not use are removed, also from fallbacks, for sync and async choices", async () => {
  const caller = { id: "a", models: /^(?:qwen-.*)$/ };
  expect(await names(permittedChooser({ choose: () => choice }).choose(chat, caller))).toEqual(["big", "code"]);
  const later = permittedChooser({ choose: () => Promise.resolve(choice) }).choose(chat, {
    id: "a",
    models: /^small$/,
  });
  expect(await names(later)).toEqual(["small"]);
});

test("403 if no expert is left or the key does not allow the API", () => {
  const chooser = permittedChooser({ choose: () => choice });
  expect(() => chooser.choose(chat, { id: "a", models: /^none$/ })).toThrow(
    expect.objectContaining({ code: "permission_denied", param: "model" }) as Error,
  );
  expect(() => chooser.choose(chat, { id: "a", apis: new Set(["embeddings"]) })).toThrow(
    expect.objectContaining({ code: "permission_denied" }) as Error,
  );
});
