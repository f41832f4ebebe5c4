import { writeSync } from "node:fs";
import { HearthError, messageOf } from "../../../lib/errors.ts";
import { readJsonFile } from "../../../lib/service/read-json-file.ts";
import { createJsonLog } from "../../../lib/service/json-log.ts";
import { memoryConfigSchema } from "./config/memory-config.ts";
import { startMemory, type Memory } from "./memory.ts";

/*
 * The program: `HEARTH_MEMORY_CONFIG=FILE node memory.mjs`. Logs JSON Lines to stderr. SIGHUP reads the keys again, SIGTERM and SIGINT
 * drain and end with 0. Exit code 78: the configuration is not valid. 1: the port is taken, the store is damaged, or a bug.
 */

const log = createJsonLog((lines) => writeSync(process.stderr.fd, lines));

function fail(thrown: unknown): never {
  const error = thrown instanceof HearthError ? { ...thrown.toJSON() } : { message: messageOf(thrown) };
  log.error("cannot start", error);
  log.flush();
  process.exit(thrown instanceof HearthError ? thrown.exitCode : 1);
}

function configFile(): string {
  const path = process.env["HEARTH_MEMORY_CONFIG"];
  if (path !== undefined && path !== "") return path;
  throw new HearthError({
    code: "CONFIG_UNREADABLE",
    message: "HEARTH_MEMORY_CONFIG is not set",
    hint: "Set it to the path of the memory service's JSON configuration file.",
  });
}

function obeySignals(memory: Memory): void {
  process.on("SIGHUP", () => {
    try {
      memory.reloadKeys();
    } catch (thrown) {
      log.error("keys not read, the old ones stay in use", { because: messageOf(thrown) });
    }
  });
  const stop = (signal: string): void => {
    log.info("draining", { signal });
    memory.drain().then(
      () => {
        log.flush();
        process.exit(0);
      },
      (thrown: unknown) => fail(thrown),
    );
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

try {
  obeySignals(await startMemory(readJsonFile(configFile(), memoryConfigSchema), log));
} catch (thrown) {
  fail(thrown);
}
