import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runScript, type RunScriptOptions, type ScriptRun } from "./run-script.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-run-script-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Stands in for ssh: prints its arguments, then runs what comes on stdin. */
const program = join(folder, "ssh");
writeFileSync(program, '#!/bin/sh\necho "$@" >&2\nexec sh -s\n');
chmodSync(program, 0o755);

const run = (script: string, other: Partial<RunScriptOptions> = {}): Promise<ScriptRun> =>
  runScript({ sshConfigFile: "/stack/ssh_config", node: "n1", command: "sudo -n sh -s", script, program, ...other });

test("the script travels on stdin over a connection of its own, and its end is the result", async () => {
  const before = Date.now();
  const { firstOutputAt, ...result } = await run("echo begin; exit 3");
  expect(result).toEqual({
    exitCode: 3,
    stdout: "begin\n",
    stderr: "-F /stack/ssh_config -o ControlPath=none -o ControlMaster=no n1 sudo -n sh -s\n",
  });
  expect(firstOutputAt).toBeGreaterThanOrEqual(before);
  expect(firstOutputAt).toBeLessThanOrEqual(Date.now());
});

test("a node that never answers is given up, and so is one that goes silent, even when a child holds the pipes open", async () => {
  const never = await run("sleep 3 & sleep 3", { answerLimitMs: 50 });
  expect([never.exitCode, never.stdout, never.firstOutputAt]).toEqual([undefined, "", undefined]);
  const silent = await run("echo begin; sleep 3", { answerLimitMs: 5_000, silenceLimitMs: 50 });
  expect([silent.exitCode, silent.stdout]).toEqual([undefined, "begin\n"]);
});

test("ssh that is not there is a result like any other", async () => {
  const { exitCode, stderr } = await run("echo begin", { program: join(folder, "none") });
  expect([exitCode, stderr.includes("ENOENT")]).toEqual([255, true]);
});

test("Ctrl-C ends it with its reason", async () => {
  const controller = new AbortController();
  const running = run("echo begin; sleep 3", { signal: controller.signal });
  controller.abort(new Error("ended by hand"));
  await expect(running).rejects.toThrow("ended by hand");
});

test("the keys that were offered are counted, and what ssh says of them is no error", async () => {
  const said = [
    "OpenSSH_9.2p1 Debian-2, OpenSSL 3.0.15",
    "debug1: Offering public key: one ED25519 SHA256:aa agent",
    "debug1: Offering public key: two RSA SHA256:bb agent",
    'Authenticated to n1 ([192.0.2.1]:22) using "publickey".',
    "op@n1: no",
  ];
  const { offeredKeys, stderr } = await run(said.map((line) => `echo '${line}' >&2`).join("\n"), { countKeys: true });
  expect([offeredKeys, stderr]).toEqual([
    2,
    "-F /stack/ssh_config -v -o ControlPath=none -o ControlMaster=no n1 sudo -n sh -s\nop@n1: no\n",
  ]);
});
