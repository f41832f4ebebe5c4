import { once } from "node:events";
import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { failoverClient } from "../../lib/http/failover-client.ts";
import { nodeClient } from "../../lib/http/node-client.ts";
import { makeAuthority, makeLeaf } from "../../lib/secrets/certificates.ts";
import { sshStream } from "../../lib/ssh/ssh-stream.ts";
import { SshTunnelAgent } from "../../lib/ssh/ssh-tunnel-agent.ts";

/*
 * TLS through ssh's standard input and output, with a program that does what `ssh -W` does in ssh's place: every node's name is
 * loopback to it, but for `dead`, of which it says what ssh says.
 */

const folder = mkdtempSync(join(tmpdir(), "hearth-transport-"));
const program = join(folder, "ssh");
writeFileSync(
  program,
  `#!${process.execPath}
const { connect } = require("node:net");
const [target, node] = process.argv.slice(-2);
if (node === "dead") {
  console.error("ssh: connect to host dead port 22: No route to host");
  process.exit(255);
}
const socket = connect(Number(target.split(":")[1]), "127.0.0.1");
process.stdin.pipe(socket).pipe(process.stdout);
socket.on("error", () => { console.error("Stdio forwarding request failed"); process.exit(255); });
`,
);
chmodSync(program, 0o755);

const authority = await makeAuthority("Hearth test", ["hearth"]);
const leaf = await makeLeaf(authority, { dns: ["n1.hearth"], ip: [] });
const connections = { count: 0 };
const server = createServer({ cert: leaf.certificate, key: leaf.key }, (request, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ url: request.url, long: "x".repeat(300_000) }));
});
let port = 0;

beforeAll(async () => {
  server.on("secureConnection", () => (connections.count += 1));
  await once(server.listen(0, "127.0.0.1"), "listening");
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

function through(node: string, { ca = authority.certificate, target = `n1.hearth:${port}` } = {}) {
  const agent = new SshTunnelAgent({ sshConfigFile: "none", node, target, ca, serverName: "n1.hearth", program });
  return { agent, client: nodeClient({ origin: `https://n1.hearth:${port}`, agent }) };
}

const request = { method: "GET", path: "/v1/nodes" } as const;

test("requests share one connection through the node", async () => {
  const { agent, client } = through("n1");
  for (const path of ["/v1/a", "/v1/b"]) {
    const { status, json } = await client({ method: "GET", path });
    expect({ status, json }).toEqual({ status: 200, json: { url: path, long: "x".repeat(300_000) } });
  }
  expect(connections.count).toBe(1);
  agent.destroy();
});

test("a node that ssh does not reach is passed by, and a failure says what ssh said", async () => {
  const [dead, alive] = [through("dead"), through("n1")];
  await expect(dead.client(request)).rejects.toThrow(
    "ssh to dead: ssh: connect to host dead port 22: No route to host",
  );
  const client = failoverClient([
    { node: "dead", client: dead.client },
    { node: "n1", client: alive.client },
  ]);
  expect((await client(request)).status).toBe(200);
  alive.agent.destroy();
});

test("a node that answers while Nomad does not", async () => {
  const { client } = through("n1", { target: "n1.hearth:1" });
  await expect(client(request)).rejects.toThrow("ssh to n1: Stdio forwarding request failed");
});

test("a certificate of another authority is refused", async () => {
  const stranger = await makeAuthority("Somebody else", ["hearth"]);
  await expect(through("n1", { ca: stranger.certificate }).client(request)).rejects.toThrow(/certificate/);
});

test("the program ends with its stream", async () => {
  const stream = sshStream({ sshConfigFile: "none", node: "n1", target: `n1.hearth:${port}`, program });
  const [socket] = (await once(server, "connection")) as [Socket];
  stream.destroy();
  await once(socket, "close");
});

test("a program that is not there is named", async () => {
  const stream = sshStream({
    sshConfigFile: "none",
    node: "n1",
    target: "n1.hearth:1",
    program: join(folder, "nossh"),
  });
  const [error] = (await once(stream, "error")) as [Error];
  expect(error.message).toContain("ssh to n1: spawn ");
});
