import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { confirm, decide } from "./confirm.ts";

test.each([
  { yes: true, disposable: false, isTerminal: false, decision: "go on" },
  { yes: true, disposable: false, isTerminal: true, decision: "go on" },
  { yes: false, disposable: true, isTerminal: true, decision: "ask" },
  { yes: false, disposable: false, isTerminal: true, decision: "ask" },
  { yes: false, disposable: true, isTerminal: false, decision: "go on" },
  { yes: false, disposable: false, isTerminal: false, decision: "refuse" },
])("yes $yes, disposable $disposable, terminal $isTerminal: $decision", ({ yes, disposable, isTerminal, decision }) => {
  expect(decide({ yes, disposable }, isTerminal)).toBe(decision);
});

/** What a person sees who types this, and how it ends. */
async function type(text: string): Promise<{ shown: string; end: unknown }> {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = Object.assign(new PassThrough(), { isTTY: true });
  input.end(text);
  const end: unknown = await confirm({ word: "home", yes: false, disposable: false }, { input, output }).catch(
    (thrown: unknown) => thrown,
  );
  return { shown: String(output.read()), end };
}

test("the stack's name goes on", async () => {
  const { shown, end } = await type("home\n");
  expect(shown).toContain("Type home to go on: ");
  expect(end).toBeUndefined();
});

test.each(["y\n", "yes\n", "\n", "lab\n", ""])("%j does not", async (text) => {
  expect((await type(text)).end).toMatchObject({ code: "NOT_CONFIRMED", exitCode: 64 });
});

test("without a terminal real machines are refused, and the hint names --yes", async () => {
  await expect(
    confirm({ word: "home", yes: false, disposable: false }, { input: new PassThrough(), output: new PassThrough() }),
  ).rejects.toMatchObject({ code: "NOT_CONFIRMED", hint: expect.stringContaining("--yes") as unknown });
});
