import { runService } from "@hearth/service/run-service.ts";
import { gatewayConfigSchema } from "@hearth/contracts/gateway/gateway-config.ts";
import { startGateway } from "./gateway.ts";

/* The program: `HEARTH_GATEWAY_CONFIG=FILE node gateway.mjs`. */
await runService({ variable: "HEARTH_GATEWAY_CONFIG", schema: gatewayConfigSchema, start: startGateway });
