import { unwatchFile, watchFile } from "node:fs";
import { messageOf } from "@hearth/kernel/errors.ts";
import { readJsonFile } from "@hearth/service/read-json-file.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import { mappingFileSchema, type Mapping } from "@hearth/contracts/gateway/mapping-file.ts";

export interface MappingWatch {
  readonly current: Mapping;
  /** Reads the file again. What cannot be read or is not valid is told in the log, and the old mapping stays in use. */
  reload(): void;
  close(): void;
}

/** Nomad replaces a file, as editors do, so it is the name that is watched, by looking now and then. */
const lookEveryMs = 2_000;

/** The mapping file, read now and again whenever it changes. Throws HearthError where it cannot be read or is not valid now. */
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
