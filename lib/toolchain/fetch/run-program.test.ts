import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { defined } from "@hearth/kernel/defined.ts";
import { runProgram } from "./run-program.ts";
import { temporaryFolder } from "../../../tests/support/toolchain.ts";

async function shell(script: string, signal?: AbortSignal): Promise<{ output: string; ended: Promise<string> }> {
  const folder = await temporaryFolder();
  const output = join(folder, "log", "output");
  const command = { program: "sh", arguments: ["-c", script], environment: { COLOUR: "red" } };
  const ended = runProgram(command, { folder, output, ...defined({ signal }) });
  return { output, ended };
}

test("gives stdout and keeps all output in a file", async () => {
  const { output, ended } = await shell('echo "$COLOUR"; echo aside >&2');
  expect(await ended).toBe("red\n");
  const lines = (await readFile(output, "utf8")).trim().split("\n");
  expect(lines[0]).toBe('$ sh -c echo "$COLOUR"; echo aside >&2');
  expect(lines.slice(1).toSorted()).toEqual(["aside", "red"]);
});

test("a program that fails is quoted with its last lines", async () => {
  const { output, ended } = await shell("seq 1 9; exit 3");
  await expect(ended).rejects.toMatchObject({
    code: "COMMAND_FAILED",
    message: "sh -c: ended with 3: 7 / 8 / 9",
    hint: `Its whole output is in ${output}.`,
  });
});

test("a program that is not there is named", async () => {
  const folder = await temporaryFolder();
  const attempt = runProgram({ program: "no-such-program", arguments: [] }, { folder, output: join(folder, "output") });
  await expect(attempt).rejects.toThrow("no-such-program: spawn no-such-program ENOENT");
});

test("ending the run ends the program", async () => {
  const end = new AbortController();
  const { ended } = await shell("exec sleep 60", end.signal);
  end.abort(new Error("ended by hand"));
  await expect(ended).rejects.toThrow("ended by hand");
});
