import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { sampleCluster } from "../../tests/support/sample-cluster.ts";
import { writeSudoPasswords } from "./sudo-passwords.ts";

const clusterWith = (...passwords: readonly (string | undefined)[]) => {
  const cluster = sampleCluster();
  const nodes = cluster.nodes.map((node, index) => {
    const sudoPassword = passwords[index];
    return sudoPassword === undefined ? node : { ...node, ssh: { ...node.ssh, sudoPassword } };
  });
  return { ...cluster, nodes };
};

test("each node's password is in a file for this user alone, and goes when the inventory no longer names it", () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-sudo-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const secrets = { "own.house": "canary", other: "x" };
  writeSudoPasswords({ cluster: clusterWith("house", undefined, "unsaved"), folder }, secrets);
  const file = join(folder, "sudo", "n1");
  expect(readdirSync(join(folder, "sudo"))).toEqual(["n1"]);
  expect([readFileSync(file, "utf8"), statSync(file).mode & 0o777]).toEqual(["canary\n", 0o600]);
  writeSudoPasswords({ cluster: clusterWith(), folder }, secrets);
  expect(readdirSync(join(folder, "sudo"))).toEqual([]);
});

test("what is no line of text is refused, and not shown", () => {
  const write = (): void =>
    writeSudoPasswords({ cluster: clusterWith("house"), folder: "/nowhere" }, { "own.house": "a\ncanary" });
  expect(write).toThrow(
    expect.objectContaining({ code: "SUDO_REFUSED", message: expect.not.stringContaining("canary") as string }),
  );
});
