import { runService } from "../../../lib/service/run-service.ts";
import { gatewayConfigSchema } from "./config/gateway-config.ts";
import { startGateway } from "./gateway.ts";

/* The program: `HEARTH_GATEWAY_CONFIG=FILE node gateway.mjs`. */
await runService({ variable: "HEARTH_GATEWAY_CONFIG", schema: gatewayConfigSchema, start: startGateway });
