import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Argument, Command, Option } from "commander";
import { expect, test } from "vitest";
import { root } from "../../paths.ts";
import { keepNames } from "../../stack/kept-names.ts";
import { createProgram } from "../create-program.ts";
import { bashCompletion } from "./bash.ts";
import { commandTree } from "./command-tree.ts";
import { fishCompletion } from "./fish.ts";
import { argumentValues, optionValues } from "./values.ts";
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
  program.command("chat").option("-m, --model <name>", "whom");
  program.command("learn").addOption(new Option("--from <place>", "where").choices(["here", "there"]));
  program.command("completion").addArgument(new Argument("<shell>").choices(["bash", "zsh", "fish"]));
  return program;
}
const tree = commandTree(sample());

/** A checkout with two stacks, the names of one of which are kept. */
const house = mkdtempSync(join(tmpdir(), "hearth-completion-"));
mkdirSync(join(house, "stacks"));
mkdirSync(join(house, ".hearth", "lab"), { recursive: true });
for (const stack of ["home", "lab"]) writeFileSync(join(house, "stacks", `${stack}.inventory.yaml`), "");
keepNames(join(house, ".hearth", "lab"), {
  nodes: ["n1", "n2"],
  jobs: ["gateway"],
  experts: ["chat"],
  models: ["small"],
});

/** What bash offers for the last word of a line; names of files, which bash finds by itself, are not among it. */
function inBash(script: string, words: readonly string[]): readonly string[] {
  const line = words.map((word) => `'${word}'`).join(" ");
  const call = `COMP_WORDS=(${line}) COMP_CWORD=${words.length - 1}\n_hearth\nprintf '%s\\n' "\${COMPREPLY[@]}"`;
  const output = execFileSync("bash", ["--norc", "-uc", `${script}\n${call}`], { encoding: "utf8" });
  return output.split("\n").filter((word) => word !== "");
}
const offered = (...words: readonly string[]): readonly string[] => inBash(bashCompletion(tree, house), words);

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
    "chat",
    "learn",
    "completion",
  ]);
  expect(tree.find(({ route }) => route === "keys create")).toEqual({
    route: "keys create",
    commands: [],
    options: [
      { flags: ["--models"], about: "which models", takesValue: true, choices: [], values: [] },
      { flags: ["-h", "--help"], about: "display help for command", takesValue: false, choices: [], values: [] },
      { flags: ["-s", "--stack"], about: "the stack", takesValue: true, choices: [], values: ["stacks"] },
    ],
    choices: [],
    values: [],
    takesFreeArgument: true,
  });
});

test.each([
  { line: ["hearth", "sta"], words: ["status"] },
  { line: ["hearth", ""], words: ["status", "up", "keys", "ssh", "chat", "learn", "completion"] },
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
  expect(offered("hearth", "keys", "create", "laptop", "--models", "sta")).toEqual([]);
});

test("names of the stack on the line are completed from what is on disk", () => {
  expect(offered("hearth", "ssh", "")).toEqual(["n1", "n2"]);
  expect(offered("hearth", "--stack", "lab", "ssh", "n1")).toEqual(["n1"]);
  expect(offered("hearth", "--stack", "home", "ssh", "")).toEqual([]);
  expect(offered("hearth", "--stack", "../lab", "ssh", "")).toEqual([]);
  expect(offered("hearth", "--stack", "")).toEqual(["home", "lab"]);
  expect(offered("hearth", "-s", "ho")).toEqual(["home"]);
  expect(offered("hearth", "chat", "--model", "")).toEqual(["chat", "small"]);
});

test("every command and option that names are completed for is there", async () => {
  const real = commandTree(await createProgram(new AbortController().signal));
  const flags = new Set(
    real.flatMap(({ route, options }) =>
      options.flatMap((option) => option.flags.flatMap((flag) => [flag, `${route} ${flag}`])),
    ),
  );
  expect(
    Object.keys(argumentValues).filter(
      (route) => !real.some((command) => command.route === route && command.takesFreeArgument),
    ),
  ).toEqual([]);
  expect(Object.keys(optionValues).filter((option) => !flags.has(option))).toEqual([]);
});

test("a name is there within 150 ms, with the shell's own start", () => {
  const script = bashCompletion(tree, house);
  inBash(script, ["hearth", "ssh", ""]);
  const times = [0, 1, 2].map(() => {
    const start = performance.now();
    inBash(script, ["hearth", "ssh", ""]);
    return performance.now() - start;
  });
  expect(Math.min(...times)).toBeLessThan(150);
});

test("a description with quotes, dollars and backslashes is text in every shell", () => {
  const odd = 'it\'s $(touch /tmp/x) `id` \\ "so"';
  const option = { flags: ["--odd"], about: odd, takesValue: false, choices: [], values: [] };
  const command = { route: "", commands: [{ name: "odd", about: odd }], options: [option], choices: [], values: [] };
  const one = [{ ...command, takesFreeArgument: false }];
  expect(zshCompletion(one, house)).toContain(`'odd:it'\\''s $(touch /tmp/x) \`id\` \\ "so"'`);
  expect(fishCompletion(one, house)).toContain(`-a 'odd' -d 'it\\'s $(touch /tmp/x) \`id\` \\\\ "so"'`);
});

test("zsh and fish get the same commands and options", () => {
  expect(zshCompletion(tree, house)).toContain("'status:show it'");
  expect(zshCompletion(tree, house)).toContain("'--models:which models'");
  expect(fishCompletion(tree, house)).toContain(`-n '__hearth_at \\'\\'' -a 'status' -d 'show it'`);
  expect(fishCompletion(tree, house)).toContain(`-n '__hearth_at \\'keys create\\'' -l models -r -d 'which models'`);
});

const isInstalled = (shell: string): boolean => spawnSync(shell, ["-c", "true"]).status === 0;
const scripts = { zsh: zshCompletion, fish: fishCompletion };

// Neither shell is needed to work on Hearth; where one is installed, it reads its script.
test.each((["zsh", "fish"] as const).filter(isInstalled))("%s accepts its script", (shell) => {
  const { status, stderr } = spawnSync(shell, ["-n", "-c", scripts[shell](tree, house)], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

test.each(["fish"].filter(isInstalled))("%s completes", (shell) => {
  const complete = (line: string): string =>
    execFileSync(shell, ["--no-config", "-c", `${fishCompletion(tree, house)}\ncomplete -C '${line}'`], {
      encoding: "utf8",
    });
  expect(complete("hearth ssh ")).toMatch(/^n1\nn2\n/);
  expect(complete("hearth --stack ")).toMatch(/^home\b.*\nlab\b/);
  expect(complete("hearth sta")).toMatch(/^status\t/);
  expect(complete("hearth --stack up keys cre")).toMatch(/^create\t?/);
  expect(complete("hearth learn --from ")).toMatch(/^here\t.*\nthere\t/);
});
