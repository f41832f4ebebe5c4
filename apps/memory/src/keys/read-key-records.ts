import { readFileSync } from "node:fs";
import { z } from "zod";
import type { JsonLog } from "@hearth/service/json-log.ts";
import { memoryKeyRecordSchema, type MemoryKeyRecord } from "@hearth/contracts/memory/key-record.ts";

/**
 * The records in the file that Nomad renders: a JSON array of strings, each a record as stored in Consul. An unreadable record grants
 * nothing and is logged, without affecting the others. Throws if the file is not such an array.
 */
export function readKeyRecords(file: string, log: Pick<JsonLog, "warn">): readonly MemoryKeyRecord[] {
  const texts = z.array(z.string()).parse(JSON.parse(readFileSync(file, "utf8")));
  return texts.flatMap((text) => {
    const record = memoryKeyRecordSchema.safeParse(parsed(text));
    if (record.success) return [record.data];
    log.warn("key record invalid", { fields: record.error.issues.map(({ path }) => path.join(".")).join(", ") });
    return [];
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
