import { createWriteStream, readFileSync, renameSync, rmSync } from "node:fs";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { HearthError, messageOf } from "@hearth/kernel/errors.ts";
import { sendRequest } from "../http/send-request.ts";
import { SshTunnelAgent } from "../ssh/ssh-tunnel-agent.ts";
import type { ClusterConnection } from "./connect-cluster.ts";

export interface SnapshotOptions {
  readonly program: "nomad" | "consul";
  /** Where it is written, readable by this user alone: it holds secrets. */
  readonly file: string;
  readonly signal: AbortSignal;
}

const paths = { nomad: "/v1/operator/snapshot", consul: "/v1/snapshot" } as const;
const silenceMs = 60_000;

/** Saves all that the servers of Nomad or Consul know, through the first node that answers. Throws API_REFUSED or NODE_UNREACHABLE. */
export async function saveSnapshot(
  { access }: Pick<ClusterConnection, "access">,
  options: SnapshotOptions,
): Promise<void> {
  const { program, file, signal } = options;
  const { sshConfigFile, domain, ports } = access;
  const ca = readFileSync(access.caFile, "utf8");
  const token = readFileSync(program === "nomad" ? access.nomadTokenFile : access.consulTokenFile, "utf8").trim();
  const reasons: string[] = [];
  for (const node of access.nodes) {
    const serverName = `${node}.${domain}`;
    const port = ports[program];
    const agent = new SshTunnelAgent({
      sshConfigFile,
      node,
      target: `${serverName}:${port}`,
      ca,
      serverName,
      keepAlive: false,
    });
    try {
      const answer = await sendRequest({
        method: "GET",
        url: new URL(paths[program], `https://${serverName}:${port}`),
        headers: { [`x-${program}-token`]: token },
        agent,
        silenceMs,
        signal,
      });
      if ((answer.statusCode ?? 0) >= 300) throw new Error(`answered ${answer.statusCode ?? 0}: ${await text(answer)}`);
      await pipeline(answer, createWriteStream(`${file}.new`, { mode: 0o600 }), { signal });
      renameSync(`${file}.new`, file);
      return;
    } catch (thrown) {
      signal.throwIfAborted();
      rmSync(`${file}.new`, { force: true });
      reasons.push(`${node}: ${messageOf(thrown)}`);
    } finally {
      agent.destroy();
    }
  }
  throw new HearthError({
    code: "API_REFUSED",
    at: `snapshot of ${program}`,
    message: `no server gave one\n${reasons.map((reason) => `  ${reason}`).join("\n")}`,
    hint: "Run `hearth status` to see whether the cluster is healthy, then run the command again.",
  });
}
