import { readdirSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { copiedCache, toolEntry } from "../support/copied-cache.ts";
import { hearth } from "../support/hearth.ts";

const model = toolEntry("smollm2");

/** Cuts a file in half, as a disk that was full does. */
function cutOff(file: string): void {
  truncateSync(file, Math.floor(statSync(file).size / 2));
}

test("a program or model that was cut off in the cache, and a pack that was, are found and made again", async () => {
  using cache = copiedCache({ copies: [model, "depot"] });
  cutOff(join(cache.folder, model, "SmolLM2-135M-Instruct.Q4_1.gguf"));
  const packs = readdirSync(join(cache.folder, "depot")).filter((name) => /^(gateway|node)-.*(mjs|gz)$/.test(name));
  expect(packs.length).toBeGreaterThanOrEqual(2);
  for (const pack of packs) cutOff(join(cache.folder, "depot", pack));

  const up = await hearth(["up"], { environment: { HEARTH_CACHE: cache.folder } });
  expect(up.status, up.stderr).toBe(0);
  expect(up.stderr).toMatch(/smollm2-135m-instruct \S+ is damaged \(.* instead of 98362432\); installing it again/);
  expect(up.stderr).toMatch(/the packed gateway is damaged \(.*\); packing it again/);
  expect(up.stderr).toMatch(/the packed node is damaged \(.*\); packing it again/);
  // What was made again is, byte for byte, what it was.
  expect(up.stdout).toContain("nothing changed");

  const again = await hearth(["up"]);
  expect([again.status, again.stderr.includes("damaged")]).toEqual([0, false]);
});
