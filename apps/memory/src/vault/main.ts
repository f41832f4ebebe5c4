import { readFileSync, writeSync } from "node:fs";
import { HearthError, messageOf } from "../../../../lib/errors.ts";
import { createJsonLog } from "../../../../lib/service/json-log.ts";
import { readJsonFile } from "../../../../lib/service/read-json-file.ts";
import { vaultConfigSchema } from "./vault-config.ts";
import { VaultFolder } from "./vault-folder.ts";
import { createVaultServer } from "./vault-server.ts";

/* The program: `HEARTH_VAULT_CONFIG=FILE node vault.mjs`. Logs JSON Lines to stderr; SIGTERM ends it with 0. */

const log = createJsonLog((lines) => writeSync(process.stderr.fd, lines));

try {
  const config = readJsonFile(process.env["HEARTH_VAULT_CONFIG"] ?? "", vaultConfigSchema);
  const server = createVaultServer({
    vault: await VaultFolder.open(config.folder, config),
    key: readFileSync(config.keyFile, "utf8").trim(),
    warn: (event, fields) => log.warn(event, fields),
  });
  server.listen(config.listen.port, config.listen.address, () => log.info("ready", config.listen));
  server.on("error", fail);
  process.once("SIGTERM", () => {
    server.closeIdleConnections();
    server.close(() => process.exit(0));
  });
} catch (thrown) {
  fail(thrown);
}

function fail(thrown: unknown): never {
  log.error("cannot start", thrown instanceof HearthError ? { ...thrown.toJSON() } : { message: messageOf(thrown) });
  log.flush();
  process.exit(thrown instanceof HearthError ? thrown.exitCode : 1);
}
