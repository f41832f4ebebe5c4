import type { ServerResponse } from "node:http";
import { sendFailure, setErrorHeaders } from "@hearth/service/http/send-error.ts";
import type { ServiceError } from "@hearth/service/http/service-error.ts";

/** The codes that JSON-RPC leaves to servers. */
const noKey = -32_001;
const refused = -32_000;

/** Sends an error of `/mcp` in JSON-RPC's form, whose message clients of MCP show. */
export function sendMcpError(response: ServerResponse, error: ServiceError): void {
  setErrorHeaders(response, error);
  sendFailure(response, error, {
    body: ({ status, message }) => ({
      jsonrpc: "2.0",
      id: null,
      error: { code: status === 401 ? noKey : refused, message },
    }),
  });
}
