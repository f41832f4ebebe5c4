import { CommanderError, type Command } from "commander";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { commandGroups } from "./command-groups.ts";
import { createProgram } from "./create-program.ts";
import { helpTopics } from "./help-topics.ts";

let program: Command;
beforeAll(async () => {
  program = await createProgram(new AbortController().signal);
}, 60_000);
afterEach(() => vi.unstubAllEnvs());

/** What a command line prints, and its exit code. */
async function run(...words: readonly string[]): Promise<{ out: string; err: string; exitCode: number }> {
  const [out, err] = [vi.spyOn(process.stdout, "write"), vi.spyOn(process.stderr, "write")];
  for (const stream of [out, err]) stream.mockReturnValue(true);
  const text = ({ mock }: typeof out): string => mock.calls.map(([chunk]) => String(chunk)).join("");
  let exitCode = 0;
  try {
    await program.parseAsync(words, { from: "user" });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    exitCode = thrown.exitCode;
  }
  const printed = { out: text(out), err: text(err), exitCode };
  vi.restoreAllMocks();
  return printed;
}

test("every command is in one group, and every group's command exists", () => {
  const grouped = commandGroups.flatMap(({ commands }) => commands);
  expect([...grouped].sort()).toEqual(program.commands.map((command) => command.name()).sort());
  expect(new Set(grouped).size).toBe(grouped.length);
});

test("help has the groups in the order of use, the global options and the topics", async () => {
  const { out } = await run("--help");
  const order = [...commandGroups.map(({ heading }) => heading), "Topics, for hearth help TOPIC:"].map((heading) =>
    out.indexOf(heading),
  );
  expect(order).not.toContain(-1);
  expect([...order].sort((a, b) => a - b)).toEqual(order);
  expect(out.indexOf("  up ")).toBeLessThan(out.indexOf("  status "));
  for (const option of ["--stack", "--json", "--wide", "--version"]) expect(out).toContain(option);
});

/** Commands with what they are called on the command line. */
const leaves = (command: Command, route: readonly string[] = []): readonly (readonly [string, Command])[] =>
  command.commands.length === 0
    ? [[route.join(" "), command]]
    : command.commands.flatMap((child) => leaves(child, [...route, child.name()]));

test("every command's help has an example, which starts with the command", async () => {
  const missing: string[] = [];
  for (const [route] of leaves(program)) {
    const { out } = await run(...route.split(" "), "--help");
    const examples = out.split(/^Examples?\b/m)[1] ?? "";
    if (!new RegExp(`^  .*hearth (--[^\\n]*)?${route}\\b`, "m").test(examples)) missing.push(route);
  }
  expect(missing).toEqual([]);
});

test("help is as wide as the terminal", async () => {
  vi.stubEnv("COLUMNS", "60");
  const { out } = await run("status", "--help");
  const [head = ""] = out.split("Examples:");
  expect(Math.max(...head.split("\n").map((line) => line.length))).toBeLessThanOrEqual(60);
});

test.each(helpTopics)("help $name", async ({ name, text }) => {
  expect(await run("help", name)).toEqual({ out: `${text}\n`, err: "", exitCode: 0 });
});

test("help of a command, by words", async () => {
  expect((await run("help", "keys", "create")).out).toContain("Usage: hearth keys create");
  expect((await run("help")).out).toContain("Set up:");
});

test.each([
  ["jsn", "json"],
  ["statsu", "status"],
])("help %s suggests %s", async (word, meant) => {
  const { err, exitCode } = await run("help", word);
  expect(err).toContain(`(Did you mean hearth help ${meant}?)`);
  expect(exitCode).toBe(64);
});
