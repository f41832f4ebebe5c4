import { text } from "node:stream/consumers";
import { HearthError } from "@hearth/kernel/errors.ts";
import type { ClusterConnection } from "./connect-cluster.ts";
import { sendToService } from "./send-to-service.ts";
import { findEndpoint } from "./service-endpoint.ts";

export interface Question {
  readonly method?: "GET" | "POST" | "DELETE";
  /** With its query. */
  readonly path: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

const silenceMs = 10_000;

/**
 * Asks a service that wants no key, through its node, and reads its JSON; undefined for an empty answer. Throws UNHEALTHY if it does not run
 * or refuses, NODE_UNREACHABLE if it does not answer.
 */
export async function askService(
  connection: ClusterConnection,
  service: string,
  { method = "GET", path, body, signal }: Question,
): Promise<unknown> {
  const answer = await sendToService(await findEndpoint(connection, service, ""), {
    method,
    path,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    silenceMs,
    ...(signal && { signal }),
  });
  const said = await text(answer);
  const status = answer.statusCode ?? 0;
  if (status >= 400) {
    throw new HearthError({
      code: "UNHEALTHY",
      message: `${service} refuses ${method} ${path.replace(/\?.*/, "")} with ${status}: ${said.slice(0, 200).trim()}`,
      hint: `Read what it says with \`hearth logs ${service}\`.`,
    });
  }
  return said === "" ? undefined : (JSON.parse(said) as unknown);
}
