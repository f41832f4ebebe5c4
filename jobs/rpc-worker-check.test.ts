import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root } from "../lib/paths.ts";

const script = join(root, "templates/jobs/rpc-worker/serves.sh");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-serves-"));
  mkdirSync(join(folder, "local"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const established = "01";
const closedByHead = "08";

/**
 * /proc/net/tcp of a worker on port 18189 (470D): its listening socket, with so many connections that it has not accepted, the
 * connection that it serves, in `state`, and one that waits.
 */
const table = (
  waiting: number,
  state = established,
): string => `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
  17: 03004064:470D 00000000:0000 0A 00000000:${waiting.toString(16).padStart(8, "0")} 00:00000000 00000000   996        0 4155487 3
  28: 03004064:470D 02004064:C242 ${state} 00000000:00000022 00:00000000 00000000   996        0 4156182 1
  29: 03004064:470D 02004064:C244 01 00000000:00000000 00:00000000 00000000     0        0 0 1
`;

function check(tcp: string, port = "470D"): { status: number; said: string } {
  writeFileSync(join(folder, "tcp"), tcp);
  try {
    execFileSync("sh", [script, port, "tcp"], { cwd: folder, stdio: "pipe" });
    return { status: 0, said: "" };
  } catch (thrown) {
    const { status, stdout } = thrown as { status: number; stdout: Buffer };
    return { status, said: stdout.toString().trim() };
  }
}

const uptimeSeconds = (): number => Math.floor(Number(readFileSync("/proc/uptime", "utf8").split(" ")[0]));

test("a worker that listens passes, whatever its open connection has received", () => {
  expect(check(table(0))).toEqual({ status: 0, said: "" });
});

test("a worker that does not listen fails", () => {
  expect(check(table(0), "470E").status).toBe(2);
  expect(check("").status).toBe(2);
});

test.each([
  { state: closedByHead, before: "the batch of a head that ended", patience: 20 },
  { state: established, before: "a head whose machine lost power", patience: 5 },
])("a connection may wait $patience s for $before", ({ state, patience }) => {
  expect(check(table(2, state)).status).toBe(0);
  const waitsFor = (seconds: number) => {
    writeFileSync(join(folder, "local/waiting"), `${uptimeSeconds() - seconds}\n`);
    return check(table(1, state));
  };
  expect(waitsFor(patience - 2).status).toBe(0);
  expect(waitsFor(patience + 40)).toEqual({
    status: 2,
    said: expect.stringMatching(
      /^a head has waited for [46]\d s, since the worker still serves the one before$/,
    ) as string,
  });
});

test("a wait that has ended does not count towards the next", () => {
  writeFileSync(join(folder, "local/waiting"), `${uptimeSeconds() - 60}\n`);
  expect([check(table(0)).status, check(table(1)).status]).toEqual([0, 0]);
});
