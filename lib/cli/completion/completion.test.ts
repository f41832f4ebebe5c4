import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { Argument, Command, Option } from "commander";
import { expect, test } from "vitest";
import { root } from "../../paths.ts";
import { bashCompletion } from "./bash.ts";
import { commandTree } from "./command-tree.ts";
import { fishCompletion } from "./fish.ts";
import { zshCompletion } from "./zsh.ts";

/** A program with every kind of command, option and argument. */
function sample(): Command {
  const program = new Command("hearth").version("1").option("-s, --stack <name>", "the stack");
  program.command("status").description("show it");
  program.command("up").option("--quick", "less");
  const keys = program.command("keys").description("who may");
  keys.command("create").argument("<name>").option("--models <list>", "which models");
  keys.command("list");
  program.command("ssh").argument("<node>").argument("[command...]");
  program.command("learn").addOption(new Option("--from <place>", "where").choices(["here", "there"]));
  program.command("completion").addArgument(new Argument("<shell>").choices(["bash", "zsh", "fish"]));
  return program;
}
const tree = commandTree(sample());

/** What bash offers for the last word of a line; names of files, which bash finds by itself, are not among it. */
function inBash(script: string, words: readonly string[]): readonly string[] {
  const line = words.map((word) => `'${word}'`).join(" ");
  const call = `COMP_WORDS=(${line}) COMP_CWORD=${words.length - 1}\n_hearth\nprintf '%s\\n' "\${COMPREPLY[@]}"`;
  const output = execFileSync("bash", ["--norc", "-uc", `${script}\n${call}`], { encoding: "utf8" });
  return output.split("\n").filter((word) => word !== "");
}
const offered = (...words: readonly string[]): readonly string[] => inBash(bashCompletion(tree), words);

test("what hearth prints for bash completes its real commands and options", { timeout: 30_000 }, () => {
  const main = join(root, "lib", "cli", "main.ts");
  const script = execFileSync(process.execPath, [main, "completion", "bash"], { encoding: "utf8" });
  expect(inBash(script, ["hearth", "statu"])).toEqual(["status"]);
  expect(inBash(script, ["./hearth", "keys", "cre"])).toEqual(["create"]);
  expect(inBash(script, ["hearth", "keys", "create", "laptop", "--mod"])).toEqual(["--models"]);
});

test("the tree has every command, each with what can follow it", () => {
  expect(tree.map(({ route }) => route)).toEqual([
    "",
    "status",
    "up",
    "keys",
    "keys create",
    "keys list",
    "ssh",
    "learn",
    "completion",
  ]);
  expect(tree.find(({ route }) => route === "keys create")).toEqual({
    route: "keys create",
    commands: [],
    options: [
      { flags: ["--models"], about: "which models", takesValue: true, choices: [] },
      { flags: ["-h", "--help"], about: "display help for command", takesValue: false, choices: [] },
      { flags: ["-s", "--stack"], about: "the stack", takesValue: true, choices: [] },
    ],
    choices: [],
    takesFreeArgument: true,
  });
});

test.each([
  { line: ["hearth", "sta"], words: ["status"] },
  { line: ["hearth", ""], words: ["status", "up", "keys", "ssh", "learn", "completion"] },
  { line: ["hearth", "keys", "c"], words: ["create"] },
  { line: ["hearth", "keys", "create", "laptop", "--m"], words: ["--models"] },
  { line: ["hearth", "completion", ""], words: ["bash", "zsh", "fish"] },
  { line: ["hearth", "learn", "--from", ""], words: ["here", "there"] },
  { line: ["hearth", "--vers"], words: ["--version"] },
  { line: ["hearth", "status", ""], words: [] },
])("bash completes $line", ({ line, words }) => {
  expect(offered(...line)).toEqual(words);
});

test("options of the program may come before a command and after it; their values are no commands", () => {
  expect(offered("hearth", "--stack", "up", "sta")).toEqual(["status"]);
  expect(offered("hearth", "--stack", "=", "up", "sta")).toEqual(["status"]);
  expect(offered("hearth", "status", "--st")).toEqual(["--stack"]);
  expect(offered("hearth", "status", "--vers")).toEqual([]);
});

test("what is behind two hyphens belongs to another program, and a value of an option is free", () => {
  expect(offered("hearth", "ssh", "n1", "--", "sta")).toEqual([]);
  expect(offered("hearth", "--stack", "sta")).toEqual([]);
});

test("a description with quotes, dollars and backslashes is text in every shell", () => {
  const odd = 'it\'s $(touch /tmp/x) `id` \\ "so"';
  const option = { flags: ["--odd"], about: odd, takesValue: false, choices: [] };
  const command = { route: "", commands: [{ name: "odd", about: odd }], options: [option], choices: [] };
  const one = [{ ...command, takesFreeArgument: false }];
  expect(zshCompletion(one)).toContain(`'odd:it'\\''s $(touch /tmp/x) \`id\` \\ "so"'`);
  expect(fishCompletion(one)).toContain(`-a 'odd' -d 'it\\'s $(touch /tmp/x) \`id\` \\\\ "so"'`);
});

test("zsh and fish get the same commands and options", () => {
  expect(zshCompletion(tree)).toContain("'status:show it'");
  expect(zshCompletion(tree)).toContain("'--models:which models'");
  expect(fishCompletion(tree)).toContain(`-n '__hearth_at \\'\\'' -a 'status' -d 'show it'`);
  expect(fishCompletion(tree)).toContain(`-n '__hearth_at \\'keys create\\'' -l models -r -d 'which models'`);
});

const isInstalled = (shell: string): boolean => spawnSync(shell, ["-c", "true"]).status === 0;
const scripts = { zsh: zshCompletion, fish: fishCompletion };

// Neither shell is needed to work on Hearth; where one is installed, it reads its script.
test.each((["zsh", "fish"] as const).filter(isInstalled))("%s accepts its script", (shell) => {
  const { status, stderr } = spawnSync(shell, ["-n", "-c", scripts[shell](tree)], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

test.each(["fish"].filter(isInstalled))("%s completes", (shell) => {
  const complete = (line: string): string =>
    execFileSync(shell, ["--no-config", "-c", `${fishCompletion(tree)}\ncomplete -C '${line}'`], { encoding: "utf8" });
  expect(complete("hearth sta")).toMatch(/^status\t/);
  expect(complete("hearth --stack up keys cre")).toMatch(/^create\t?/);
  expect(complete("hearth learn --from ")).toMatch(/^here\t.*\nthere\t/);
});
