import { expect, test } from "vitest";
import { changedInventory } from "../support/changed-inventory.ts";
import { hearth } from "../support/hearth.ts";
import { snapshot } from "../support/snapshot.ts";

const right = "437a41a6093830908ac2b78d639e48d9bd830e64514ed53d1e024022c08b57c9";
const wrong = right.replace("437a", "0bad");

test("a model that is not the one of the models file ends `up` with both checksums, and nothing is installed", async () => {
  const before = await snapshot();
  const environment = changedInventory({ model: { sha256: right, by: wrong } });
  const up = await hearth(["up"], { environment });
  expect(up.status).toBe(1);
  expect(up.stderr).toContain("error CHECKSUM_MISMATCH: no source delivered all-MiniLM-L6-v2.F16.gguf:");
  expect(up.stderr).toContain(
    `the toolchain's all-minilm-l6-v2: its file has the checksum ${right}, and ${wrong} is pinned`,
  );
  expect(await snapshot()).toEqual(before);
});
