import { request as httpRequest } from "node:http";
import { Readable } from "node:stream";
import type { MemoryTransport } from "@hearth/memory-client/client/transport.ts";
import { HearthError, messageOf } from "@hearth/kernel/errors.ts";
import { SshHttpAgent } from "../ssh/ssh-http-agent.ts";

export interface SshTransportOptions {
  readonly sshConfigFile: string;
  /** The node that the service runs on, and is reached through. */
  readonly node: string;
  /** The service on the overlay: `n2.hearth:8095`. */
  readonly target: string;
}

/** Silence after which an answer is given up. */
const limitMs = 60_000;

/** Reaches a service from this machine, which is not on the overlay. Throws NODE_UNREACHABLE where it does not answer. */
export function sshTransport({ sshConfigFile, node, target }: SshTransportOptions): MemoryTransport {
  const agent = new SshHttpAgent({ sshConfigFile, node, target });
  return ({ method, path, headers, body }) =>
    new Promise((resolve, reject) => {
      const silence = new AbortController();
      const timer = setTimeout(() => silence.abort(new Error(`no answer in ${limitMs / 1_000} s`)), limitMs);
      const outgoing = httpRequest(`http://${target}${path}`, {
        agent,
        method,
        signal: silence.signal,
        headers: { ...headers, ...(typeof body === "string" ? { "content-length": Buffer.byteLength(body) } : {}) },
      });
      outgoing.on("close", () => clearTimeout(timer));
      outgoing.on("error", (cause) =>
        reject(unreachable(target, silence.signal.aborted ? silence.signal.reason : cause)),
      );
      outgoing.on("response", (incoming) => {
        incoming.on("data", () => timer.refresh()).pause();
        const retryAfter = incoming.headers["retry-after"];
        resolve({
          status: incoming.statusCode ?? 0,
          ...(retryAfter === undefined ? {} : { retryAfter }),
          body: incoming,
        });
      });
      if (body === undefined || typeof body === "string") outgoing.end(body);
      else {
        Readable.from(body)
          .on("data", () => timer.refresh())
          .on("error", (error) => outgoing.destroy(error))
          .pipe(outgoing);
      }
    });
}

const unreachable = (target: string, cause: unknown): HearthError =>
  new HearthError({
    code: "NODE_UNREACHABLE",
    message: `${target} does not answer: ${messageOf(cause)}`,
    hint: "See where it runs with `hearth status`.",
    cause,
  });
