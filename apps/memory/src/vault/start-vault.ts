import { readFileSync } from "node:fs";
import { createDrain } from "@hearth/service/http/create-drain.ts";
import { listen } from "@hearth/service/http/http-server.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import type { Service } from "@hearth/service/run-service.ts";
import type { VaultConfig } from "@hearth/contracts/memory/vault-config.ts";
import { VaultFolder } from "./vault-folder.ts";
import { createVaultServer } from "./vault-server.ts";

/** How long a running upload may take after the vault was asked to stop. */
const drainMs = 25_000;

const readKey = (file: string): string => readFileSync(file, "utf8").trim();

/** Resolves once it listens. Rejects if the folder is unusable or the port is taken. */
export async function startVault(config: VaultConfig, log: JsonLog): Promise<Service> {
  const { server, reloadCertificate } = createVaultServer({
    vault: await VaultFolder.open(config.folder, config),
    key: readKey(config.keyFile),
    ...(config.keeperKeyFile === undefined ? {} : { keeperKey: readKey(config.keeperKeyFile) }),
    tls: config.tls,
    log,
  });
  const drain = createDrain(server);
  await listen(server, config.listen);
  log.info("ready", config.listen);
  return { reloadKeys: reloadCertificate, drain: () => drain(drainMs) };
}
