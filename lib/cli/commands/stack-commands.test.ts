import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { CommanderError } from "commander";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { root, stackFolder } from "../../paths.ts";
import { createProgram } from "../create-program.ts";

/*
 * What commands print about a stack of which nothing exists.
 */

const stack = "never-listed";
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
  expect(out).toMatch(/^ {2}create the lab's node n1\n(?: {2}create .+\n)+\d+ create\n$/);
  expect(out).toContain("\n  create job/gateway\n");
  expect(err).not.toContain("create job/gateway");
});

test("preview --json has the names", async () => {
  const { changes, creates } = JSON.parse((await run("--json", "preview")).out) as {
    changes: unknown;
    creates: readonly string[];
  };
  expect(creates).toEqual(expect.arrayContaining(["n1/base", "job/gateway"]));
  expect(changes).toEqual({ create: expect.any(Number) as unknown });
});

test("ssh to a node that does not exist suggests one", async () => {
  const { err, thrown } = await run("ssh", "n9");
  expect(err).toContain(`error: there is no node n9 in the stack ${stack}; did you mean \`n1\`?`);
  expect(thrown).toBeInstanceOf(CommanderError);
  expect((thrown as CommanderError).exitCode).toBe(64);
});

test("a stack that does not exist leaves no folder behind", async () => {
  vi.stubEnv("HEARTH_INVENTORY", "");
  const { thrown } = await run("status");
  expect(thrown).toMatchObject({ code: "CONFIG_UNREADABLE" });
  expect(existsSync(stackFolder(stack))).toBe(false);
});
