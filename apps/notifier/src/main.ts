import { runService } from "@hearth/service/run-service.ts";
import { notifierConfigSchema } from "./config.ts";
import { startNotifier } from "./notifier.ts";

/* The program: `HEARTH_NOTIFIER_CONFIG=FILE node notifier.mjs`. */
await runService({ variable: "HEARTH_NOTIFIER_CONFIG", schema: notifierConfigSchema, start: startNotifier });
