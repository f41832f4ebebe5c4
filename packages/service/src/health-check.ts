import { get as getPlain } from "node:http";
import { get as getSecure } from "node:https";

/*
 * The program: `HEARTH_HEALTH_URL=URL node health-check.mjs`. It ends with 0 if the service in its own container is ready, and with 1
 * otherwise; images have no shell and no curl.
 */
const url = new URL(process.env["HEARTH_HEALTH_URL"] ?? "http://127.0.0.1:8080/health/ready");
const limitMs = 4_000;

// It asks its own container and sends nothing, so the certificate, which names the service and not an address, does not matter.
const request =
  url.protocol === "https:"
    ? getSecure(url, { timeout: limitMs, rejectUnauthorized: false })
    : getPlain(url, { timeout: limitMs });
request.on("response", ({ statusCode = 0 }) => process.exit(statusCode === 200 ? 0 : 1));
request.on("timeout", () => process.exit(1));
request.on("error", () => process.exit(1));
