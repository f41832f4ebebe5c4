import { text } from "node:stream/consumers";
import { HearthError } from "@hearth/kernel/errors.ts";
import type { ClusterConnection } from "./connect-cluster.ts";
import { findService } from "./find-service.ts";
import { sendToService } from "./send-to-service.ts";

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
  { access, consul }: ClusterConnection,
  service: string,
  { method = "GET", path, body, signal }: Question,
): Promise<unknown> {
  const { node, port } = await findService(consul, service);
  const through = { sshConfigFile: access.sshConfigFile, node };
  const endpoint = { through, target: `${node}.${access.domain}:${port}`, key: "" };
  const answer = await sendToService(endpoint, {
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
