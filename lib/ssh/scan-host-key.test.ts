import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { fingerprint } from "./fingerprint.ts";
import { bestKey, scanHostKey } from "./scan-host-key.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-scan-"));
afterAll(() => rmSync(folder, { recursive: true }));

const scan = (script: string): Promise<string> => {
  const program = join(folder, "ssh-keyscan");
  writeFileSync(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return scanHostKey("192.0.2.14", 2222, { signal: new AbortController().signal, program });
};

test("the best key that answers is taken, whatever the order", () => {
  expect(bestKey("# h SSH-2.0\nh ssh-rsa AAAB\nh ssh-ed25519 AAAC\nh ecdsa-sha2-nistp256 AAAD\n")).toBe(
    "ssh-ed25519 AAAC",
  );
  expect(bestKey("# nothing\n")).toBeUndefined();
});

test("the address and port are asked, and a machine that does not answer is an error", async () => {
  expect(await scan('echo "h ssh-ed25519 $*" | tr " " _ | sed "s/_/ /; s/_/ /"')).toBe(
    "ssh-ed25519 -T_8_-p_2222_-t_ed25519,ecdsa,rsa_192.0.2.14",
  );
  await expect(scan("exit 1")).rejects.toMatchObject({ code: "NODE_UNREACHABLE" });
});

test("a fingerprint is what ssh-keygen prints", () => {
  expect(fingerprint("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP5YRnBwEzTdVFnxHX+RgxqXPqe+7OnDBWjsbayPswuc")).toMatch(
    /^SHA256:[\w+/]{43}$/,
  );
});
