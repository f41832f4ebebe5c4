import { execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { freePort } from "../../lib/free-port.ts";
import { toolBin } from "../../lib/toolchain/installed/tool-bin.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";

const run = promisify(execFile);

export interface ConsulAgent extends AsyncDisposable {
  readonly folder: string;
  readonly url: string;
  /** Its certificate is good for `n1.hearth` too, the name by which a person's machine calls it. */
  readonly port: number;
  readonly caFile: string;
  readonly managementToken: string;
  /** Asks as the administrator, as the next two do. Throws on anything but a 200. */
  get(path: string): Promise<string>;
  put(path: string, body?: object): Promise<string>;
  post(path: string, body: object): Promise<string>;
  /** Asks with another token, and says how it is answered. */
  statusOf(method: string, path: string, request: { readonly token: string; readonly body?: object }): Promise<number>;
}

/** A real Consul of one node, closed as in the cluster: HTTPS with a CA of its own, and ACLs that deny what is not allowed. */
export async function startConsulAgent(): Promise<ConsulAgent> {
  const consul = toolBin("consul");
  const folder = mkdtempSync(join(tmpdir(), "hearth-consul-"));
  const managementToken = randomUUID();
  const caFile = join(folder, "consul-agent-ca.pem");
  await run(consul, ["tls", "ca", "create"], { cwd: folder });
  await run(consul, ["tls", "cert", "create", "-server", "-additional-dnsname=n1.hearth"], { cwd: folder });
  const port = await freePort();
  const configuration = {
    ports: {
      https: port,
      http: -1,
      grpc: -1,
      grpc_tls: -1,
      dns: -1,
      serf_wan: -1,
      serf_lan: await freePort(),
      server: await freePort(),
    },
    tls: {
      defaults: {
        ca_file: caFile,
        cert_file: join(folder, "dc1-server-consul-0.pem"),
        key_file: join(folder, "dc1-server-consul-0-key.pem"),
      },
    },
    acl: {
      enabled: true,
      default_policy: "deny",
      tokens: { initial_management: managementToken, agent: managementToken },
    },
  };
  writeFileSync(join(folder, "agent.json"), JSON.stringify(configuration));
  const agent = spawn(consul, ["agent", "-dev", "-bind=127.0.0.1", `-config-file=${join(folder, "agent.json")}`], {
    stdio: "ignore",
  });

  async function ask(
    method: string,
    path: string,
    { body, token = managementToken }: { readonly body?: object | undefined; readonly token?: string } = {},
  ): Promise<{ status: number; text: string }> {
    const headers = { "x-consul-token": token };
    const call = request({ host: "127.0.0.1", port, path, method, ca: readFileSync(caFile), headers });
    call.end(body === undefined ? undefined : JSON.stringify(body));
    const [answer] = (await once(call, "response")) as [IncomingMessage];
    return { status: answer.statusCode ?? 0, text: await text(answer) };
  }

  async function succeed(method: string, path: string, body?: object): Promise<string> {
    const answer = await ask(method, path, { body });
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return answer.text;
  }

  await waitFor({ what: "Consul to elect itself", limitMs: 60_000, intervalMs: 200 }, async () => {
    const { status } = await ask("GET", "/v1/acl/token/self").catch(() => ({ status: 0 }));
    return status === 200 ? ready(undefined) : notYet(`status ${status}`);
  });
  return {
    folder,
    url: `https://127.0.0.1:${port}`,
    port,
    caFile,
    managementToken,
    get: (path) => succeed("GET", path),
    put: (path, body) => succeed("PUT", path, body),
    post: (path, body) => succeed("POST", path, body),
    statusOf: async (method, path, request) => (await ask(method, path, request)).status,
    async [Symbol.asyncDispose]() {
      agent.kill("SIGKILL");
      await once(agent, "exit");
      rmSync(folder, { recursive: true });
    },
  };
}
