import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { asRoot, asRootOrNot, refusedStatus, sudoPasswordFile } from "./as-root.ts";

/** Reads as much of its stdin as sudo does: one line, byte by byte, and another one after a wrong password. */
const fakeSudo = `#!/bin/sh
echo "$*" >>"$LOG"
if [ "$1" = -n ]; then [ -n "$FREE" ] || exit 1; shift; exec "$@"; fi
[ "$1 $2" = "-S -p" ] || exit 64
shift 3
[ -z "$FREE" ] || exec "$@"
for try in 1 2 3; do
  IFS= read -r given || break
  [ "$given" != "$RIGHT" ] || exec "$@"
  echo "tried $given" >>"$LOG"
done
exit 1
`;

const password = `it's "$odd" \\n`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-root-"));
  mkdirSync(join(folder, "sudo"));
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "bin", "sudo"), fakeSudo, { mode: 0o755 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Machine {
  /** What sudo wants there. */
  readonly right?: string;
  /** sudo asks for nothing. */
  readonly free?: boolean;
}

/** Runs a command as a node's login shell would, with `input` as what ssh sends behind the password. */
function run(how: typeof asRoot, { right = password, free = false }: Machine, input = "one\ntwo") {
  const { command, before } = how({ stackFolder: folder, node: "n1", command: "sh -c 'cat; echo \"<$HEARTH_SUDO>\"'" });
  const log = join(folder, "log");
  rmSync(log, { force: true });
  const { status, stdout, stderr } = spawnSync("sh", ["-c", command], {
    input: `${before}${input}`,
    encoding: "utf8",
    env: { PATH: `${join(folder, "bin")}:${process.env["PATH"] ?? ""}`, LOG: log, RIGHT: right, FREE: free ? "1" : "" },
  });
  return { status, stdout, stderr, log: existsSync(log) ? readFileSync(log, "utf8") : "" };
}

const give = (text: string): void => writeFileSync(sudoPasswordFile(folder, "n1"), `${text}\n`);

test("the command reads what is behind the password, whether sudo asks or not", () => {
  give(password);
  for (const machine of [{}, { free: true }]) {
    for (const how of [asRoot, asRootOrNot]) {
      expect(run(how, machine)).toMatchObject({ status: 0, stdout: "one\ntwo<>\n", stderr: "" });
    }
  }
});

test("no argument holds the password", () => {
  give(password);
  expect(asRoot({ stackFolder: folder, node: "n1", command: "id" }).command).not.toContain("odd");
  expect(run(asRoot, {}).log).not.toContain("odd");
});

test("a wrong password is tried once, and nothing of what follows is", () => {
  give("wrong");
  const { status, stdout, stderr, log } = run(asRoot, {});
  expect([status, stdout, stderr]).toEqual([refusedStatus, "", "sudo refuses the password\n"]);
  expect(log.split("\n").filter((line) => line.startsWith("tried"))).toEqual(["tried wrong"]);
});

test("checks go on as the login user where sudo refuses, and know why", () => {
  give("wrong");
  expect(run(asRootOrNot, {})).toMatchObject({ status: 0, stdout: "one\ntwo<refused>\n" });
  rmSync(sudoPasswordFile(folder, "n1"));
  expect(run(asRootOrNot, {})).toMatchObject({ status: 0, stdout: "one\ntwo<>\n" });
});

test("without a password sudo must not ask for one", () => {
  expect(run(asRoot, { free: true })).toMatchObject({ status: 0, stdout: "one\ntwo<>\n" });
  expect(run(asRoot, {}).status).toBe(1);
});
