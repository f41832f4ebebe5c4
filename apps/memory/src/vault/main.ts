import { runService } from "@hearth/service/run-service.ts";
import { vaultConfigSchema } from "@hearth/contracts/memory/vault-config.ts";
import { startVault } from "./start-vault.ts";

/* The program: `HEARTH_VAULT_CONFIG=FILE node vault.mjs`. */
await runService({ variable: "HEARTH_VAULT_CONFIG", schema: vaultConfigSchema, start: startVault });
