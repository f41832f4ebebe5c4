import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CommanderError } from "commander";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { loadDefinitions } from "../../jobs/load-definitions.ts";
import { root, stackFolder } from "../../paths.ts";
import { createProgram } from "../create-program.ts";

/*
 * What commands print about a stack of which nothing exists.
 */

const stack = "never-listed";
// Loading everything for the first time takes seconds, which are not the first test's.
beforeAll(async () => {
  await Promise.all([createProgram(new AbortController().signal), loadDefinitions()]);
}, 60_000);
beforeEach(() => vi.stubEnv("HEARTH_INVENTORY", join(root, "stacks", "lab.inventory.yaml")));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(stackFolder(stack), { recursive: true, force: true });
});

/** What a command prints, on stdout and on stderr, and what it throws. */
async function run(...args: readonly string[]): Promise<{ out: string; err: string; thrown: unknown }> {
  const [out, err] = [vi.spyOn(process.stdout, "write"), vi.spyOn(process.stderr, "write")];
  for (const stream of [out, err]) stream.mockReturnValue(true);
  const text = ({ mock }: typeof out): string => mock.calls.map(([chunk]) => String(chunk)).join("");
  let thrown: unknown;
  try {
    const program = await createProgram(new AbortController().signal);
    await program.parseAsync(["--stack", stack, ...args], { from: "user" });
  } catch (error) {
    thrown = error;
  }
  const printed = { out: text(out), err: text(err), thrown };
  vi.restoreAllMocks();
  return printed;
}

test("preview prints on stdout what would be created", async () => {
  const { out, err } = await run("preview");
  expect(out).toMatch(
    /^ {2}create the lab's node n1\n(?: {2}create .+\n)+\d+ units, jobs and gates to create, and 3 nodes of the lab; nothing was done yet\n$/,
  );
  expect(out).toContain("\n  create job/gateway\n");
  expect(err).not.toContain("create job/gateway");
});

test("preview --json has the names", async () => {
  const { changes, resources } = JSON.parse((await run("--json", "preview")).out) as {
    changes: unknown;
    resources: readonly object[];
  };
  expect(resources).toEqual(
    expect.arrayContaining([
      { name: "n1/base", operation: "create" },
      { name: "job/gateway", operation: "create" },
    ]),
  );
  expect(changes).toEqual({ create: resources.length });
});

/** As if an `up` had begun with a machine. */
function begin(): void {
  const folder = join(stackFolder(stack), "begun", "n1");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "base"), "");
}

test("down --dry-run of a lab that was never made says that there is nothing", async () => {
  expect((await run("down", "--dry-run")).out).toBe(
    `the stack ${stack} does not exist, so there is nothing to remove\n`,
  );
  const { out } = await run("--json", "down", "--dry-run");
  expect(JSON.parse(out)).toMatchObject({ removes: [], keeps: [], done: false });
});

test("down --dry-run says what goes and what stays, and does nothing", async () => {
  begin();
  const { out, thrown } = await run("down", "--dry-run");
  expect(thrown).toBeUndefined();
  expect(out).toMatch(
    new RegExp(`^Taking down the stack ${stack} removes:\n {2}- 3 virtual nodes with all their data: n1, n2, n3\n`),
  );
  expect(out).toContain("\nIt keeps:\n");
  const { done, keeps } = JSON.parse((await run("--json", "down", "--dry-run", "--keep-data")).out) as {
    done: boolean;
    keeps: readonly string[];
  };
  expect(done).toBe(false);
  expect(keeps[0]).toContain("the nodes with all their data");
});

describe("a stack of real machines with something on them", () => {
  beforeEach(() => {
    vi.stubEnv("HEARTH_INVENTORY", join(root, "stacks", "samples", "home.inventory.yaml"));
    begin();
  });

  test("down without a terminal and without --yes is refused, with the list and the way out", async () => {
    const { err, thrown } = await run("down");
    expect(thrown).toMatchObject({ code: "NOT_CONFIRMED", hint: expect.stringContaining("--yes") as unknown });
    expect(err).toContain(`Taking down the stack ${stack} removes:`);
  });

  test("forget is refused, and names the command that comes first", async () => {
    const { thrown } = await run("stack", "forget", stack, "--yes");
    expect(thrown).toMatchObject({
      code: "STACK_IN_USE",
      hint: `Run \`hearth --stack ${stack} down\` first.`,
    });
    expect(existsSync(stackFolder(stack))).toBe(true);
  });
});

test("forget deletes a stack's files, after a look and with --yes only", async () => {
  mkdirSync(stackFolder(stack), { recursive: true });
  writeFileSync(join(stackFolder(stack), "passphrase"), "x");
  expect((await run("stack", "forget", stack, "--dry-run")).out).toContain(`  - .hearth/${stack}\n`);
  expect((await run("stack", "forget", stack)).thrown).toMatchObject({ code: "NOT_CONFIRMED" });
  expect(existsSync(stackFolder(stack))).toBe(true);
  expect((await run("stack", "list")).out).toMatch(new RegExp(`^${stack} +\\S+ +none +yes$`, "m"));
  expect((await run("stack", "forget", stack, "--yes")).out).toBe(`${stack}: forgotten\n`);
  expect(existsSync(stackFolder(stack))).toBe(false);
});

test.each(["state", "..", "../../etc", "nosuch"])("forget %s is a usage error and deletes nothing", async (name) => {
  const { err, thrown } = await run("stack", "forget", name, "--yes");
  expect(err).toContain(`there is nothing to forget of a stack ${name}; `);
  expect((thrown as CommanderError).exitCode).toBe(64);
});

test("ssh to a node that does not exist suggests one", async () => {
  const { err, thrown } = await run("ssh", "n9");
  expect(err).toContain(`error: there is no node n9 in the stack ${stack}; did you mean \`n1\`?`);
  expect(thrown).toBeInstanceOf(CommanderError);
  expect((thrown as CommanderError).exitCode).toBe(64);
});

test("a misspelt stack is said to be none, with a suggestion", async () => {
  vi.stubEnv("HEARTH_INVENTORY", "");
  const { thrown } = await run("--stack", "lab-huose", "status");
  expect(thrown).toMatchObject({ message: expect.stringContaining("there is no stack lab-huose") as unknown });
  expect(thrown).toMatchObject({ message: expect.stringContaining("did you mean `lab-house`?") as unknown });
});

test("a stack that does not exist leaves no folder behind", async () => {
  vi.stubEnv("HEARTH_INVENTORY", "");
  const { thrown } = await run("status");
  expect(thrown).toMatchObject({ code: "CONFIG_UNREADABLE", at: `stacks/${stack}.inventory.yaml` });
  expect(existsSync(stackFolder(stack))).toBe(false);
});
