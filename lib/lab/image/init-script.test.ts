import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { initScript } from "./init-script.ts";

test.each(["v1", "v2"] as const)(
  "the start of a node with cgroups %s is a shell script that ends as systemd",
  (cgroups) => {
    const script = initScript(cgroups);
    expect(script.startsWith("#!/bin/sh\n")).toBe(true);
    expect(script.endsWith("\nexec /sbin/init\n")).toBe(true);
    expect(spawnSync("sh", ["-n"], { input: script, encoding: "utf8" }).stderr).toBe("");
  },
);

test("only the network's sysctls become writable", () => {
  expect(
    initScript("v1")
      .split("\n")
      .filter((line) => line.includes("/proc/sys")),
  ).toEqual(["mount --bind /proc/sys/net /proc/sys/net && mount -o remount,bind,rw /proc/sys/net"]);
});
