import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { afterAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { defined } from "@hearth/kernel/defined.ts";
import { makeAuthority, makeLeaf, type KeyPair } from "../lib/secrets/certificates.ts";
import { gatewayConfigSchema } from "@hearth/contracts/gateway/gateway-config.ts";
import { createGatewayServer } from "../apps/gateway/src/http/server/create-server.ts";
import { eventStream, startFakeExpert } from "../apps/gateway/test/fake-expert.ts";
import { chatBody, chatService, startTestGateway, testKey } from "../apps/gateway/test/start-test-gateway.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-gateway-"));
const tls = { certificateFile: join(folder, "certificate.pem"), keyFile: join(folder, "key.pem") };
const authority = await makeAuthority("Hearth test", ["hearth"]);
afterAll(() => rmSync(folder, { recursive: true }));

async function renew(): Promise<void> {
  const leaf: KeyPair = await makeLeaf(authority, { dns: ["n1.hearth"], ip: [] });
  writeFileSync(tls.certificateFile, leaf.certificate);
  writeFileSync(tls.keyFile, leaf.key);
}

type Shown = Pick<TLSSocket, "getPeerCertificate">;

/** Status, and the serial number of the certificate that was shown. */
async function ask(port: number, ca: string | undefined): Promise<readonly [number | undefined, string]> {
  const call = request({
    host: "127.0.0.1",
    port,
    path: "/health",
    servername: "n1.hearth",
    agent: false,
    ...defined({ ca }),
  });
  call.end();
  const [answer] = (await once(call, "response")) as [IncomingMessage];
  const { serialNumber } = (answer.socket as unknown as Shown).getPeerCertificate();
  answer.resume();
  return [answer.statusCode, serialNumber];
}

test("with a certificate it listens with HTTPS, and takes a renewed one without a restart", async () => {
  await renew();
  await using gateway = await startTestGateway({ config: { tls }, awaitReady: false });
  const { port } = gateway.gateway.address;
  const [status, serial] = await ask(port, authority.certificate);
  expect(status).toBe(200);
  await expect(ask(port, undefined)).rejects.toThrow("certificate");
  await renew();
  gateway.gateway.reloadKeys();
  const [, renewed] = await ask(port, authority.certificate);
  expect(renewed === serial).toBe(false);
  writeFileSync(tls.keyFile, "not a key");
  expect(() => gateway.gateway.reloadKeys()).toThrow("no certificate to listen with");
  expect(await ask(port, authority.certificate)).toEqual([200, renewed]);
});

test("a chat over a WebSocket goes through a gateway that listens with HTTPS", async () => {
  await renew();
  await using expert = await startFakeExpert((response) => {
    response.writeHead(200, eventStream);
    response.end("data: [DONE]\n\n");
  });
  const services = { "expert-chat": chatService(expert) };
  await using gateway = await startTestGateway({ services, config: { tls }, awaitReady: false });
  // Node's own options for TLS go through, of which the types know a part.
  const options = {
    ca: authority.certificate,
    servername: "n1.hearth",
    headers: { authorization: `Bearer ${testKey}` },
  };
  const socket = new WebSocket(`wss://127.0.0.1:${gateway.gateway.address.port}/v1/chat/socket`, options);
  await once(socket, "open");
  const answers: string[] = [];
  socket.on("message", (data: Buffer) => answers.push(data.toString()));
  // The first ones may come before the experts are known.
  await expect
    .poll(() => {
      socket.send(JSON.stringify(chatBody));
      return answers.at(-1);
    })
    .toBe("[DONE]");
  socket.terminate();
});

test("a certificate that cannot be read ends the start, with its path", () => {
  const missing = { ...tls, certificateFile: join(folder, "none.pem") };
  const config = gatewayConfigSchema.parse({
    listen: { address: "127.0.0.1", port: 0 },
    consul: { url: "http://127.0.0.1:1" },
    keysFile: "none",
    tls: missing,
  });
  expect(() => createGatewayServer(config)).toThrow(
    expect.objectContaining({ code: "CONFIG_INVALID", at: missing.certificateFile }) as Error,
  );
});
