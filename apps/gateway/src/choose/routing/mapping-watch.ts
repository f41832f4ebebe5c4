import { unwatchFile, watchFile } from "node:fs";
import { messageOf } from "@hearth/kernel/errors.ts";
import { readJsonFile } from "@hearth/service/read-json-file.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import { mappingFileSchema, type Mapping } from "@hearth/contracts/gateway/mapping-file.ts";

export interface MappingWatch {
  readonly current: Mapping;
  /** Reads the file again. If that fails, the failure is logged and the old mapping stays in use. */
  reload(): void;
  close(): void;
}

/** Nomad and editors replace the file, so its name is polled instead of watching the inode. */
const lookEveryMs = 2_000;

/** Reads the mapping file, and again whenever it changes. Throws HearthError if the first read fails. */
export function watchMapping(path: string, log: Pick<JsonLog, "info" | "error">): MappingWatch {
  let current = readJsonFile(path, mappingFileSchema);
  const reload = (): void => {
    try {
      current = readJsonFile(path, mappingFileSchema);
      log.info("mapping read", { routes: Object.keys(current.routes).length, rules: current.rules.length });
    } catch (thrown) {
      log.error("mapping not read, the old one stays in use", { because: messageOf(thrown) });
    }
  };
  const onChange = (now: { mtimeMs: number }, before: { mtimeMs: number }): void => {
    if (now.mtimeMs !== before.mtimeMs) reload();
  };
  watchFile(path, { interval: lookEveryMs, persistent: false }, onChange);
  return {
    get current() {
      return current;
    },
    reload,
    close: () => unwatchFile(path, onChange),
  };
}
