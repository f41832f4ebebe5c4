import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../lib/paths.ts";

export interface Results {
  /** Name of the three files: `provisioning`. */
  readonly name: string;
  readonly json: object;
  readonly markdown: string;
  readonly plot: string;
}

/** Writes `bench/results/<name>.json`, `.md` and `.svg`. */
export function writeResults({ name, json, markdown, plot }: Results): void {
  const folder = join(root, "bench", "results");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(json, undefined, 2)}\n`);
  writeFileSync(join(folder, `${name}.md`), markdown);
  writeFileSync(join(folder, `${name}.svg`), plot);
}
