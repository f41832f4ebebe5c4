import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CommanderError, type Command } from "commander";
import { beforeAll, expect, test, vi } from "vitest";
import { createProgram } from "../lib/cli/create-program.ts";
import { root } from "../lib/paths.ts";
import { commandsIn, commandsInCode, simpleCommands, type WrittenCommand } from "./support/documented-commands.ts";

/* Every command that a page, a hint or a help text shows exists, with its options and as many arguments as it takes. */

beforeAll(async () => {
  await createProgram(new AbortController().signal);
}, 60_000);

/** The program with commands that do nothing. */
async function idleProgram(): Promise<Command> {
  const program = await createProgram(new AbortController().signal);
  const idle = (command: Command): void => {
    command.exitOverride().configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
    if (command.commands.length === 0) command.action(() => undefined);
    command.commands.forEach(idle);
  };
  idle(program);
  return program;
}

/** Names to be filled in, where a command wants something of a certain form. */
const filledIn: Readonly<Record<string, string>> = { NAME: "name", PORT: "8080", STACK: "lab", WHEN: "30d" };

/** What is wrong with a command, or undefined. */
async function problemOf(words: readonly string[]): Promise<string | undefined> {
  const program = await idleProgram();
  try {
    await program.parseAsync(
      words.map((word) => filledIn[word] ?? word),
      { from: "user" },
    );
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    return thrown.exitCode === 0 ? undefined : thrown.message;
  }
}

async function problemsIn(file: string, commands: readonly WrittenCommand[]): Promise<readonly string[]> {
  const found = await Promise.all(
    commands.map(async ({ line, text, words, isInText }) => {
      const problem = await problemOf(words);
      // In a sentence a command is often only named: `hearth keys show`.
      const isNamed = isInText && /missing required argument|argument missing|^\(outputHelp\)$/.test(problem ?? "");
      return problem === undefined || isNamed ? [] : [`${file}:${line}: ${text}: ${problem}`];
    }),
  );
  return found.flat();
}

const read = (file: string): string => readFileSync(join(root, file), "utf8");
const pages = [
  "README.md",
  "HACKING.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  ...globSync("docs/{*,how-to/*,reference/*,runbooks/*,decisions/*}.md", { cwd: root }),
  ...globSync("stacks/**/*.yaml", { cwd: root }),
];

test.each(pages)("%s", { timeout: 30_000 }, async (page) => {
  expect(await problemsIn(page, commandsIn(read(page)))).toEqual([]);
});

test("hints and help texts of programs", { timeout: 60_000 }, async () => {
  const files = globSync("{lib,packages,jobs,roles}/**/*.ts", { cwd: root }).filter(
    (file) => !file.endsWith(".test.ts"),
  );
  const found = await Promise.all(files.map((file) => problemsIn(file, commandsInCode(read(file)))));
  expect(found.flat()).toEqual([]);
});

test("examples of help texts", { timeout: 60_000 }, async () => {
  const program = await createProgram(new AbortController().signal);
  const out = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const show = (command: Command): void => {
    command.outputHelp();
    command.commands.forEach(show);
  };
  show(program);
  const text = out.mock.calls.map(([chunk]) => String(chunk)).join("");
  vi.restoreAllMocks();
  const examples = text.split("\n").filter((line) => /^ {2}\S/.test(line) && /\bhearth /.test(line));
  expect(examples.length).toBeGreaterThan(50);
  const commands = commandsIn(["```", ...examples, "```"].join("\n"));
  expect(await problemsIn("help", commands)).toEqual([]);
});

test("README and tutorial show commands, and one that does not exist is found", async () => {
  for (const page of ["README.md", "docs/tutorial.md"]) expect(commandsIn(read(page)).length).toBeGreaterThan(8);
  expect(await problemOf(["statsu"])).toContain("unknown command 'statsu'");
  expect(await problemOf(["status", "--colour"])).toContain("unknown option '--colour'");
  expect(await problemOf(["keys", "create"])).toContain("missing required argument");
  expect(await problemOf(["keys", "rotate", "x", "--overlap", "soon"])).toContain("Use a time such as");
  expect(await problemOf(["--stack", "home", "up"])).toBeUndefined();
});

test("a line of a shell is read as a shell reads it", () => {
  expect(simpleCommands(`hearth chat "Why is it?" | less   # a comment`)).toEqual([
    ["hearth", "chat", "Why is it?"],
    ["less"],
  ]);
  expect(simpleCommands("A=1 ./hearth secrets create mistral <mistral.key && echo 'a b'")).toEqual([
    ["A=1", "./hearth", "secrets", "create", "mistral"],
    ["echo", "a b"],
  ]);
  expect(
    commandsIn('text `./hearth status` and `hearth keys create|list`\n```\neval "$(./hearth env)"\n```'),
  ).toMatchObject([{ line: 1, words: ["status"] }]);
});
