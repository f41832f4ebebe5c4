import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { removeFormer } from "./remove-former.ts";

test("what no job asks for goes from a stack's depot after a day", () => {
  const depot = mkdtempSync(join(tmpdir(), "hearth-former-"));
  onTestFinished(() => rmSync(depot, { recursive: true, force: true }));
  const day = 24 * 60 * 60;
  for (const [sha256, second] of [
    ["wanted", 0],
    ["old", 0],
    ["fresh", day],
  ] as const) {
    mkdirSync(join(depot, sha256));
    writeFileSync(join(depot, sha256, "gateway.mjs"), "");
    utimesSync(join(depot, sha256), second, second);
  }
  removeFormer(depot, [{ sha256: "wanted" }], (day + 10) * 1_000);
  expect(readdirSync(depot).sort()).toEqual(["fresh", "wanted"]);
});
