import { writeSync } from "node:fs";
import type { z } from "zod";
import { HearthError, messageOf } from "@hearth/kernel/errors.ts";
import { FdWriter } from "./fd-writer.ts";
import { createJsonLog, type JsonLog } from "./json-log.ts";
import { readJsonFile } from "./read-json-file.ts";

/** A running service. */
export interface Service {
  /** Called on SIGHUP. Throws if the new keys are not valid; the old ones then stay in use. */
  reloadKeys?(): void;
  /** Called on SIGTERM and SIGINT. Resolves when running requests have been answered. */
  drain(): Promise<void>;
}

export interface ServiceProgram<Config> {
  /** Environment variable with the path of the JSON configuration file. */
  readonly variable: string;
  readonly schema: z.ZodType<Config>;
  readonly start: (config: Config, log: JsonLog) => Promise<Service>;
}

/**
 * Runs a service: reads its configuration, starts it and handles signals. Logs JSON Lines to stderr. Exits with 0 after SIGTERM or
 * SIGINT, with the code of the HearthError that prevented the start (78: invalid configuration), else with 1.
 */
export async function runService<Config>({ variable, schema, start }: ServiceProgram<Config>): Promise<void> {
  const writer = new FdWriter((bytes) => writeSync(process.stderr.fd, bytes));
  const log = createJsonLog((lines) => writer.write(lines));
  const end = (code: number): never => {
    log.flush();
    writer.flush();
    process.exit(code);
  };
  try {
    obeySignals(await start(readJsonFile(configFile(variable), schema), log), { log, end });
  } catch (thrown) {
    log.error("cannot start", thrown instanceof HearthError ? { ...thrown.toJSON() } : { message: messageOf(thrown) });
    end(thrown instanceof HearthError ? thrown.exitCode : 1);
  }
}

function obeySignals(service: Service, { log, end }: { log: JsonLog; end: (code: number) => never }): void {
  process.on("SIGHUP", () => {
    try {
      service.reloadKeys?.();
    } catch (thrown) {
      log.error("keys not read, the old ones stay in use", { because: messageOf(thrown) });
    }
  });
  const stop = (signal: string): void => {
    log.info("draining", { signal });
    service.drain().then(
      () => end(0),
      (thrown: unknown) => {
        log.error("drain failed", { because: messageOf(thrown) });
        end(1);
      },
    );
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

function configFile(variable: string): string {
  const path = process.env[variable];
  if (path !== undefined && path !== "") return path;
  throw new HearthError({
    code: "CONFIG_UNREADABLE",
    message: `${variable} is not set`,
    hint: "Set it to the path of the program's JSON configuration file.",
  });
}
