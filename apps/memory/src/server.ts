import { runService } from "@hearth/service/run-service.ts";
import { memoryConfigSchema } from "@hearth/contracts/memory/memory-config.ts";
import { startMemory } from "./memory.ts";

/* The program: `HEARTH_MEMORY_CONFIG=FILE node memory.mjs`. */
await runService({ variable: "HEARTH_MEMORY_CONFIG", schema: memoryConfigSchema, start: startMemory });
