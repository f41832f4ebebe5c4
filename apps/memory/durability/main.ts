import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { backup, fullDisk, kill, powerLoss, tornLog, type Scenario } from "./scenarios.ts";

/*
 * `node apps/memory/durability/main.ts [--repeat 50] [--only NAME]`: checks that no acknowledged write is lost. Exits with 1 at the
 * first failure and keeps that run's files.
 */
const scenarios: Readonly<Record<string, Scenario>> = { kill, powerLoss, tornLog, fullDisk, backup };
const { values } = parseArgs({ options: { repeat: { type: "string", default: "1" }, only: { type: "string" } } });
const chosen = Object.entries(scenarios).filter(([name]) => values.only === undefined || values.only === name);

for (let round = 1; round <= Number(values.repeat); round += 1) {
  for (const [name, scenario] of chosen) {
    const folder = mkdtempSync(join(tmpdir(), `hearth-${name}-`));
    const startMs = performance.now();
    try {
      const said = await scenario(folder);
      const seconds = ((performance.now() - startMs) / 1_000).toFixed(1);
      process.stdout.write(`${round}/${values.repeat} ${name}: ${said} (${seconds} s)\n`);
    } catch (thrown) {
      process.stderr.write(`${round}/${values.repeat} ${name} FAILED, see ${folder}: ${String(thrown)}\n`);
      process.exit(1);
    }
    rmSync(folder, { recursive: true });
  }
}
