import { memoryKeyRecordSchema, type MemoryKeyRecord } from "@hearth/contracts/memory/key-record.ts";
import type { ConsulKv } from "../../consul/consul-api.ts";
import { memoryKeysPrefix } from "@hearth/contracts/keys/key-paths.ts";
import { RecordOffice } from "../../keys/record-office.ts";

/** The records of the memory service's keys. */
export const memoryKeyOffice = (kv: ConsulKv): RecordOffice<MemoryKeyRecord> =>
  new RecordOffice(kv, {
    prefix: memoryKeysPrefix,
    schema: memoryKeyRecordSchema,
    command: "hearth memory keys",
    takenHint: (id) => `Choose another name, or free this one with \`hearth memory keys delete ${id}\`.`,
  });
