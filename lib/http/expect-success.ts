import { HearthError } from "@hearth/kernel/errors.ts";
import type { ClusterClient, ClusterRequest } from "./cluster-client.ts";

/** The body of a successful answer. Throws API_REFUSED with the API's message otherwise. */
export async function expectSuccess(client: ClusterClient, request: ClusterRequest): Promise<unknown> {
  const { status, json } = await client(request);
  if (status < 300) return json;
  throw refusal(request, status, json);
}

/** Like `expectSuccess`, but undefined if the API answers that there is no such thing. */
export async function expectFound(client: ClusterClient, request: ClusterRequest): Promise<unknown> {
  const { status, json } = await client(request);
  if (status === 404) return undefined;
  if (status < 300) return json;
  throw refusal(request, status, json);
}

const hints: Readonly<Record<number, string>> = {
  403: "The token was refused: run `hearth up`, which makes missing tokens.",
  500: "Read the agent's log with `hearth logs nomad consul`.",
};

/** Only the path is quoted: a request's body may hold a secret. */
function refusal({ method, path }: ClusterRequest, status: number, json: unknown): HearthError {
  const said = (typeof json === "string" ? json : JSON.stringify(json)).trim().slice(0, 2_000);
  return new HearthError({
    code: "API_REFUSED",
    at: `${method} ${path}`,
    message: `answered ${status}: ${said}`,
    hint: hints[status] ?? "Run `hearth status` to see whether the cluster is healthy, then run the command again.",
  });
}
