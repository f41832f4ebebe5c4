import { writeSync } from "node:fs";
import { SqliteStore } from "../src/engines/sqlite/sqlite-store.ts";
import { StoreError } from "../src/store/store-error.ts";
import { pairChanges } from "./pairs.ts";

/*
 * `node writer.ts FILE [COUNT]`: commits pairs in order, several at a time, and prints each number synchronously when it is
 * acknowledged. Exits with 0 after COUNT and with 3 when the disk is full; otherwise it is killed.
 */
const [file = "", count = "1000000000"] = process.argv.slice(2);
const store = new SqliteStore(file);
const start = (await store.usage("home")).records === 0 ? 0 : Number(process.env["FROM"] ?? 0);
const atATime = 4;

for (let number = start; number < start + Number(count); number += atATime) {
  try {
    await Promise.all(
      Array.from({ length: atATime }, async (_, index) => {
        await store.commit(pairChanges(number + index));
        writeSync(1, `${number + index}\n`);
      }),
    );
  } catch (thrown) {
    if (!(thrown instanceof StoreError && thrown.reason === "full")) throw thrown;
    writeSync(1, "full\n");
    process.exit(3);
  }
}
await store.close();
