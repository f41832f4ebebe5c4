import { runService } from "../../../../lib/service/run-service.ts";
import { vaultConfigSchema } from "./vault-config.ts";
import { startVault } from "./start-vault.ts";

/* The program: `HEARTH_VAULT_CONFIG=FILE node vault.mjs`. */
await runService({ variable: "HEARTH_VAULT_CONFIG", schema: vaultConfigSchema, start: startVault });
