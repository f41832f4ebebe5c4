import { writeSync } from "node:fs";
import { HearthError, messageOf } from "../../../lib/errors.ts";
import { gatewayConfigSchema } from "./config/gateway-config.ts";
import { readJsonFile } from "../../../lib/service/read-json-file.ts";
import { startGateway, type Gateway } from "./gateway.ts";
import { FdWriter } from "./log/fd-writer.ts";
import { createJsonLog, type JsonLog } from "../../../lib/service/json-log.ts";

/*
 * The program: `HEARTH_GATEWAY_CONFIG=FILE node gateway.mjs`. Logs JSON Lines to stderr. SIGHUP reads the keys again, SIGTERM and
 * SIGINT drain and end with 0. Exit code 78: the configuration is not valid. 1: the port is taken, or a bug.
 */

const writer = new FdWriter((bytes) => writeSync(process.stderr.fd, bytes));
const log = createJsonLog((lines) => writer.write(lines));

function flush(): void {
  log.flush();
  writer.flush();
}

function fail(thrown: unknown): never {
  const error = thrown instanceof HearthError ? { ...thrown.toJSON() } : { message: messageOf(thrown) };
  log.error("cannot start", error);
  flush();
  process.exit(thrown instanceof HearthError ? thrown.exitCode : 1);
}

function configFile(): string {
  const path = process.env["HEARTH_GATEWAY_CONFIG"];
  if (path !== undefined && path !== "") return path;
  throw new HearthError({
    code: "CONFIG_UNREADABLE",
    message: "HEARTH_GATEWAY_CONFIG is not set",
    hint: "Set it to the path of the gateway's JSON configuration file.",
  });
}

function obeySignals(gateway: Gateway, log: JsonLog): void {
  process.on("SIGHUP", () => {
    try {
      gateway.reloadKeys();
    } catch (thrown) {
      log.error("keys not read, the old ones stay in use", { because: messageOf(thrown) });
    }
  });
  const stop = (signal: string): void => {
    log.info("draining", { signal });
    gateway.drain().then(
      () => {
        flush();
        process.exit(0);
      },
      (thrown: unknown) => fail(thrown),
    );
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

try {
  obeySignals(await startGateway(readJsonFile(configFile(), gatewayConfigSchema), log), log);
} catch (thrown) {
  fail(thrown);
}
