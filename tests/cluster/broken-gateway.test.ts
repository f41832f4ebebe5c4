import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { DepotItem } from "../../lib/depot/depot-item.ts";
import { stackFolder } from "../../lib/paths.ts";
import { hearth, run, testStack } from "../support/hearth.ts";

const folder = stackFolder(testStack);
const list = join(folder, "depot.json");

/** Puts a gateway that ends at once into the depot, in place of the built one. */
function breakGateway(): void {
  const content = 'console.error("broken on purpose"); process.exit(1);\n';
  const sha256 = createHash("sha256").update(content).digest("hex");
  mkdirSync(join(folder, "depot", sha256), { recursive: true });
  writeFileSync(join(folder, "depot", sha256, "gateway.mjs"), content);
  const items = JSON.parse(readFileSync(list, "utf8")) as DepotItem[];
  writeFileSync(list, JSON.stringify(items.map((item) => (item.name === "gateway" ? { ...item, sha256 } : item))));
}

test("a gateway that crashes at start fails the run with its last words, and the old one still serves", async () => {
  const before = readFileSync(list, "utf8");
  breakGateway();
  try {
    const up = await run("sh", [
      "-c",
      `eval "$(./hearth --stack ${testStack} env)" && exec pulumi up --yes --skip-preview --non-interactive`,
    ]);
    expect(up.status).not.toBe(0);
    expect(`${up.stdout}${up.stderr}`).toContain("broken on purpose");
    const answer = await hearth(["chat", "What is the capital of France? Answer in one sentence."]);
    expect(answer.stdout, answer.stderr).toContain("Paris");
  } finally {
    writeFileSync(list, before);
  }
  const healed = await hearth(["up"]);
  expect(healed.status, healed.stderr).toBe(0);
});
