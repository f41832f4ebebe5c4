import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { socketFolder, writeSshFiles } from "./write-ssh-files.ts";

let folder: string;
const runtime = process.env["XDG_RUNTIME_DIR"];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-ssh-"));
  process.env["XDG_RUNTIME_DIR"] = join(folder, "run");
});
afterEach(() => {
  if (runtime === undefined) delete process.env["XDG_RUNTIME_DIR"];
  else process.env["XDG_RUNTIME_DIR"] = runtime;
  rmSync(folder, { recursive: true, force: true });
});

const modeOf = (path: string): number => statSync(path).mode & 0o777;

test("the stack's folder and the sockets' are for this user alone, a stack's folder of a former version too", () => {
  const stack = join(folder, "stack");
  mkdirSync(stack);
  chmodSync(stack, 0o755);
  const config = writeSshFiles(stack, []);
  expect([stack, socketFolder(stack), config].map(modeOf)).toEqual([0o700, 0o700, 0o600]);
});

test("a folder that others may write in gets no socket, and no ssh_config names it", () => {
  const stack = join(folder, "stack");
  mkdirSync(socketFolder(stack), { recursive: true });
  chmodSync(socketFolder(stack), 0o777);
  expect(() => writeSshFiles(stack, [])).toThrow(expect.objectContaining({ code: "FOLDER_UNSAFE" }));
});
