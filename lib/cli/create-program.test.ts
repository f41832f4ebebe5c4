import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { expect, test, vi } from "vitest";
import { createProgram, plainError } from "./create-program.ts";
import { helpTopics } from "./help-topics.ts";
import { otherWords } from "./other-words.ts";

const program = await createProgram(new AbortController().signal);

const find = (...route: readonly string[]): Command =>
  route.reduce((command, word) => {
    const below = command.commands.find((child) => child.name() === word || child.aliases().includes(word));
    if (below === undefined) throw new TypeError(`no command ${word}`);
    return below;
  }, program);

test("each command is in the file of its name, so that it can be loaded alone", async () => {
  const files = readdirSync(join(import.meta.dirname, "commands")).filter((file) => !file.endsWith(".test.ts"));
  const names = program.commands.map((command) => `${command.name()}.ts`);
  expect(names.toSorted()).toEqual(files.toSorted());
  const words = ["--json", "--stack", "up", "keys", "list", "--unknown"];
  const { commands } = await createProgram(new AbortController().signal, words);
  expect(commands.map((command) => command.name())).toEqual(["keys"]);
});

test.each([[["--stack", "home"]], [["--stack"]], [["statsu"]], [["help", "up"]], [["completion", "bash"]]])(
  "%j is read with all commands at hand",
  async (words) => {
    const { commands } = await createProgram(new AbortController().signal, words);
    expect(commands).toHaveLength(program.commands.length);
  },
);

test.each([["keys"], ["memory", "keys"], ["secrets"], ["skills"]])(
  "%s %s: what is made with create goes with delete",
  (...route) => {
    expect(find(...route).commands.map((command) => command.name())).toEqual(
      expect.arrayContaining(["create", "delete"]),
    );
  },
);

test.each([
  ["memory keys", "add", "create"],
  ["secrets", "set", "create"],
  ["secrets", "remove", "delete"],
  ["skills", "save", "create"],
])("%s %s still works, and help calls it %s", (group, former, name) => {
  const parent = find(...group.split(" "));
  const command = find(...group.split(" "), former);
  expect(command.name()).toBe(name);
  expect([parent.helpInformation(), command.helpInformation()].join("\n")).not.toMatch(
    new RegExp(`[|]${former}\\b|^ +${former} `, "m"),
  );
});

test.each(["drift", "keys create"])("help of %s shows the options that every command has", (route) => {
  const help = find(...route.split(" ")).helpInformation();
  expect(help).toContain("-s, --stack <name>");
  expect(help).toContain("--json");
});

test.each([
  ["explain", "\n(Did you mean hearth config explain?)"],
  ["statsu", "\n(Did you mean hearth status?)"],
  ["xyzzy", ""],
  ["ui", "\n(Did you mean hearth open?)"],
  ["update", "\n(Did you mean hearth help update?)"],
  ["version", "\n(Did you mean hearth --version?)"],
  ["remove", "\n(Did you mean hearth down?)"],
])("%s is no command", async (word, question) => {
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  try {
    await expect(program.parseAsync([word], { from: "user" })).rejects.toMatchObject({
      message: `error: unknown command '${word}'${question}`,
    });
  } finally {
    write.mockRestore();
  }
});

test("what stands for a word of other programs exists here", () => {
  for (const words of Object.values(otherWords)) {
    const route = words.split(" ").filter((word) => !word.startsWith("-"));
    if (route[0] === "help") expect(helpTopics.map(({ name }) => name)).toContain(route[1]);
    else if (route.length > 0) expect(find(...route).name()).toBe(route.at(-1));
  }
  expect(program.commands.map((command) => command.name()).filter((name) => Object.hasOwn(otherWords, name))).toEqual(
    [],
  );
});

test("a flag that was once in the docs is taken and not shown", () => {
  const revoke = find("keys", "revoke");
  expect(revoke.options.map(({ long }) => long)).toContain("--forget");
  expect(revoke.helpInformation()).not.toContain("--forget");
});

test.each([
  [
    "error: option '-n, --limit <count>' argument '0' is invalid. Use a whole number of at least 1.",
    "error: --limit does not take '0'. Use a whole number of at least 1.",
  ],
  [
    "error: command-argument value 'Anna Maria' is invalid for argument 'name'. use 1 to 64 letters",
    "error: 'Anna Maria' cannot be the name. Use 1 to 64 letters",
  ],
  ["error: unknown option '--colour'", "error: unknown option '--colour'"],
])("%j is said in plain words", (said, plain) => {
  expect(plainError(said)).toBe(plain);
});
