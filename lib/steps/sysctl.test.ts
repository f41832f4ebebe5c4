import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { sysctl } from "./sysctl.ts";

const verify = (content: string): number | null =>
  spawnSync("dash", ["-es"], {
    input: ["file_is() { :; }", `content='${content}'`, "verify() {", sysctl("x", "").verify, "}", "verify"].join("\n"),
  }).status;

test("a key of something that the kernel does not have, as IPv6 when it is switched off, is left out", () => {
  const ours = spawnSync("sysctl", ["-n", "kernel.ostype"], { encoding: "utf8" }).stdout.trim();
  expect(verify(`net.ipv9.conf.all.accept_redirects = 0\nkernel.ostype = ${ours}\n`)).toBe(0);
});

test("a key that the kernel has must have the value", () => {
  expect(verify("kernel.ostype = Other\n")).not.toBe(0);
});

test("a star stands for every interface: each must have the value", () => {
  const first = spawnSync("sh", ["-c", "cat /proc/sys/net/ipv4/conf/*/tag | sort -u"], {
    encoding: "utf8",
  }).stdout.trim();
  expect(first).toBe("0");
  expect(verify("net.ipv4.conf.*.tag = 0\n")).toBe(0);
  expect(verify("net.ipv4.conf.*.tag = 7\n")).not.toBe(0);
});
