import { Agent as HttpAgent, request as requestHttp, type AgentOptions, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { messageOf } from "@hearth/kernel/errors.ts";

export interface OpenOptions {
  readonly method?: "GET" | "HEAD" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
  /** Limit for the answer's headers, with finding and connecting to the server included; 10 s by default. */
  readonly answerLimitMs?: number;
  /** False: a redirect is an answer like any other. */
  readonly follow?: boolean;
  /** Where proxies are named: HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in capitals or not. The process's by default. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** Node's types do not have it yet. */
interface ProxyAgentOptions extends AgentOptions {
  readonly proxyEnv: NodeJS.ProcessEnv;
}

const redirects = new Set([301, 302, 303, 307, 308]);
const redirectLimit = 5;

/**
 * Asks a server, through the proxy that the environment names, and returns its answer with the body still to be read. Follows
 * redirects, but never from HTTPS to HTTP. Rejects with an Error with a short reason. Not `fetch`, whose proxy settings apply to the
 * whole process: requests to the nodes must not go through a proxy for downloads.
 */
export async function openUrl(url: string, options: OpenOptions = {}): Promise<IncomingMessage> {
  const { environment = process.env, follow = true } = options;
  const agentOptions: ProxyAgentOptions = { proxyEnv: environment };
  const agents = { http: new HttpAgent(agentOptions), https: new HttpsAgent(agentOptions) };
  let next = new URL(url);
  for (let asked = 0; asked <= redirectLimit; asked += 1) {
    const answer = await ask(next, options, agents);
    const { statusCode = 0, headers } = answer;
    if (!follow || !redirects.has(statusCode) || headers.location === undefined) return answer;
    answer.destroy();
    const target = new URL(headers.location, next);
    if (next.protocol === "https:" && target.protocol !== "https:")
      throw new Error(`it redirects to ${target.origin}, without TLS`);
    next = target;
  }
  throw new Error(`it redirects more than ${redirectLimit} times`);
}

function ask(
  url: URL,
  { method = "GET", headers = {}, body, signal, answerLimitMs = 10_000 }: OpenOptions,
  agents: { readonly http: HttpAgent; readonly https: HttpsAgent },
): Promise<IncomingMessage> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const given = { method, headers: { "user-agent": "hearth", ...headers } };
    const request =
      url.protocol === "https:"
        ? requestHttps(url, { ...given, agent: agents.https })
        : requestHttp(url, { ...given, agent: agents.http });
    const end = (error: Error): void => {
      request.destroy();
      settle(() => reject(error));
    };
    const onAbort = (): void => end(signal?.reason as Error);
    const timer = setTimeout(() => end(new Error(`no answer within ${answerLimitMs / 1_000} s`)), answerLimitMs);
    const settle = (how: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      how();
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    request.on("error", (error) => end(new Error(reasonOf(error), { cause: error })));
    request.on("response", (answer) => settle(() => resolve(answer)));
    request.end(body);
  });
}

/** A connection that was tried at several addresses fails with an error without a text of its own. */
function reasonOf(error: Error): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join(", ");
  return messageOf(error);
}
