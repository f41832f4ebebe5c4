import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { root } from "../lib/paths.ts";

let home: string;
let link: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "hearth-home-"));
  link = join(home, ".local", "bin", "hearth");
});

const run = (): { status: number | null; stdout: string; stderr: string } =>
  spawnSync("sh", [join(root, "bootstrap.sh"), "link"], {
    env: { HOME: home, PATH: process.env["PATH"] },
    encoding: "utf8",
  });

test("the link leads to this checkout, a second time too", () => {
  expect(run()).toMatchObject({ status: 0, stdout: expect.stringContaining("not on your PATH yet") as unknown });
  expect(readlinkSync(link)).toBe(join(root, "hearth"));
  expect(run().status).toBe(0);
});

test("another checkout's link is replaced", () => {
  mkdirSync(join(home, ".local", "bin"), { recursive: true });
  symlinkSync("/somewhere/else/hearth", link);
  expect(run().status).toBe(0);
  expect(readlinkSync(link)).toBe(join(root, "hearth"));
});

test("a file of one's own is kept", () => {
  mkdirSync(join(home, ".local", "bin"), { recursive: true });
  writeFileSync(link, "mine");
  expect(run()).toMatchObject({ status: 1, stderr: expect.stringContaining("is no link to Hearth") as unknown });
});
