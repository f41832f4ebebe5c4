import { readFileSync, writeSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { HearthError, messageOf } from "@hearth/kernel/errors.ts";
import { readJsonFile } from "@hearth/service/read-json-file.ts";
import { createJsonLog } from "@hearth/service/json-log.ts";
import { copyDatabase } from "./copy-database.ts";
import { BackupKeeper } from "./keep-backups.ts";
import { keeperConfigSchema, type KeeperConfig } from "@hearth/contracts/memory/keeper-config.ts";
import { readLocalLife } from "./local-life.ts";
import { openSetAside, tidySetAside } from "./tidy-set-aside.ts";
import { prepareData } from "./prepare-data.ts";
import { ServiceRefusal } from "@hearth/service/http/endpoint-client.ts";
import { createVaultClient } from "./vault-client.ts";

/*
 * The program: `HEARTH_KEEPER_CONFIG=FILE node keeper.mjs prepare|keep|open`. `prepare` runs before the memory service starts and ends
 * once the local data is the newest; `keep` runs beside it and makes a last backup on SIGTERM. Logs JSON Lines to stderr.
 */

const retryMs = 3_000;
const log = createJsonLog((lines) => writeSync(process.stderr.fd, lines));
const now = (): Date => new Date();

interface Tools {
  readonly config: KeeperConfig;
  readonly vault: ReturnType<typeof createVaultClient>;
  readonly sealKey: Buffer;
}

function openTools(): Tools {
  const config = readJsonFile(process.env["HEARTH_KEEPER_CONFIG"] ?? "", keeperConfigSchema);
  const read = (path: string): string => readFileSync(path, "utf8").trim();
  return {
    config,
    vault: createVaultClient({ ...config.vault, key: read(config.vault.keyFile) }),
    sealKey: Buffer.from(read(config.sealKeyFile), "base64"),
  };
}

/** Waits until the vault answers: without it there is no telling whether the local data is the newest. */
async function prepare({ config, vault, sealKey }: Tools): Promise<void> {
  const { database, node } = config;
  for (;;) {
    try {
      const { outcome, life, statement } = await prepareData({ database, node, vault, sealKey, now });
      log.info(statement, { outcome, life });
      return;
    } catch (thrown) {
      if (thrown instanceof ServiceRefusal || !isConnectionError(thrown)) throw thrown;
      log.warn("the vault does not answer; waiting for it", { url: config.vault.url, because: messageOf(thrown) });
      await pause(retryMs);
    }
  }
}

/** An error of `fetch`: no answer, or not in time. */
const isConnectionError = (thrown: unknown): boolean =>
  (thrown instanceof TypeError && thrown.cause !== undefined) ||
  (thrown instanceof Error && thrown.name === "TimeoutError");

async function keep({ config, vault, sealKey }: Tools): Promise<void> {
  const ending = new AbortController();
  process.once("SIGTERM", () => ending.abort());
  // The memory service may still be creating its database.
  let life = readLocalLife(config.database);
  while (life === undefined) {
    if (ending.signal.aborted) return;
    await pause(config.lookMs, undefined, { signal: ending.signal }).catch(() => undefined);
    life = readLocalLife(config.database);
  }
  const keeper = new BackupKeeper({
    ...config,
    life,
    vault,
    sealKey,
    now,
    copy: (file) => copyDatabase(config.database, file),
    log: (event, fields) => log.info(event, fields),
  });
  const aside = await tidySetAside({ database: config.database, sealKey, now: now() });
  if (aside.sealed + aside.deleted > 0) log.info("tidied what was set aside", aside);
  await keeper.run(ending.signal);
  // The memory service has already stopped, so this backup contains its last writes.
  await keeper.finish();
}

try {
  const [verb, file, target] = process.argv.slice(2);
  const tools = openTools();
  if (verb === "prepare") await prepare(tools);
  else if (verb === "keep") await keep(tools);
  else if (verb === "open" && file !== undefined && target !== undefined)
    await openSetAside(file, target, tools.sealKey);
  else throw new TypeError("usage: keeper.mjs prepare|keep|open FILE TARGET");
  log.flush();
  process.exit(0);
} catch (thrown) {
  log.error("fatal", thrown instanceof HearthError ? { ...thrown.toJSON() } : { message: messageOf(thrown) });
  log.flush();
  process.exit(thrown instanceof HearthError ? thrown.exitCode : 1);
}
