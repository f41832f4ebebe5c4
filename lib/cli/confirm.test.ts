import { PassThrough } from "node:stream";
import { expect, test, vi } from "vitest";
import { confirm } from "./confirm.ts";

/** What a person sees who types this, and how it ends. */
async function type(text: string): Promise<{ shown: string; end: unknown }> {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = Object.assign(new PassThrough(), { isTTY: true });
  input.end(text);
  const end: unknown = await confirm({ word: "home", yes: false }, { input, output }).catch(
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

/** How a removal ends that a script runs with this on stdin. */
const piped = (text: string, yes = false): Promise<unknown> => {
  const input = new PassThrough();
  input.end(text);
  return confirm({ word: "home", yes }, { input, output: new PassThrough() }).catch((thrown: unknown) => thrown);
};

test("without a terminal nothing is removed, not even a lab, and the hint names --yes", async () => {
  expect(await piped("")).toMatchObject({
    code: "NOT_CONFIRMED",
    exitCode: 64,
    message: "there is no terminal to ask on",
    hint: expect.stringContaining("--yes") as unknown,
  });
});

// `echo wrong | hearth down` took a lab down.
test.each(["wrong\n", "y\n", "\n", "homes"])("%j on a script's stdin removes nothing", async (text) => {
  expect(await piped(text)).toMatchObject({
    code: "NOT_CONFIRMED",
    message: expect.stringContaining("home was not typed") as unknown,
  });
});

test("the right name on a script's stdin, or --yes, goes on", async () => {
  expect(await piped("home\n")).toBeUndefined();
  expect(await piped("home")).toBeUndefined();
  expect(await piped("wrong\n", true)).toBeUndefined();
});

test("a pipe that stays open without a word does not hold the command up forever", async () => {
  vi.useFakeTimers();
  const end = confirm({ word: "home", yes: false }, { input: new PassThrough(), output: new PassThrough() });
  const refused = expect(end).rejects.toMatchObject({ code: "NOT_CONFIRMED" });
  await vi.advanceTimersByTimeAsync(1_000);
  await refused;
  vi.useRealTimers();
});
