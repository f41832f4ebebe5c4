import { runService } from "../../../lib/service/run-service.ts";
import { memoryConfigSchema } from "./config/memory-config.ts";
import { startMemory } from "./memory.ts";

/* The program: `HEARTH_MEMORY_CONFIG=FILE node memory.mjs`. */
await runService({ variable: "HEARTH_MEMORY_CONFIG", schema: memoryConfigSchema, start: startMemory });
