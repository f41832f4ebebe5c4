import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { SqliteStore } from "../src/engines/sqlite/sqlite-store.ts";
import { checkStore } from "./check-store.ts";
import { pairChanges } from "./pairs.ts";
import { backup, tornLog, type Scenario } from "./scenarios.ts";

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "hearth-durability-"));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

// main.ts runs the scenarios that take seconds or need root.
test.each<[string, Scenario]>([
  ["a torn log", tornLog],
  ["a backup while writing", backup],
])(
  "%s loses nothing",
  async (_, scenario) => {
    expect(await scenario(folder())).not.toBe("");
  },
  20_000,
);

test("the checker detects missing, partial and resurrected records", async () => {
  const file = join(folder(), "memory.db");
  const change = async (...numbers: readonly number[]) => {
    const store = new SqliteStore(file);
    for (const number of numbers) await store.commit(pairChanges(number));
    return store;
  };
  await (await change(0, 1, 2)).close();
  expect(await checkStore(file, 3)).toBe(3);
  await expect(checkStore(file, 4)).rejects.toThrow("4 commits were acknowledged, 3 are there");
  const store = await change();
  await store.commit([{ remove: { tenant: "home", kind: "memory", id: "p1b" } }]);
  await store.close();
  await expect(checkStore(file, 3)).rejects.toThrow("after 3 commits there is: p0a p0b p1a p2a p2b;");
});
