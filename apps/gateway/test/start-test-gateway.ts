import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hash } from "node:crypto";
import type { z } from "zod";
import { gatewayConfigSchema, type GatewayConfig } from "@hearth/contracts/gateway/gateway-config.ts";
import { startGateway, type Gateway } from "../src/gateway.ts";
import { createJsonLog } from "@hearth/service/json-log.ts";
import { ready, notYet, waitFor } from "@hearth/kernel/wait.ts";
import { startFakeConsul, type FakeConsul, type FakeService } from "./fake-consul.ts";
import type { FakeExpert } from "./fake-expert.ts";

export const testKey = "hearth_test_0123456789abcdef0123456789abcdef";

export interface TestGateway extends AsyncDisposable {
  readonly gateway: Gateway;
  readonly consul: FakeConsul;
  readonly url: string;
  readonly keysFile: string;
  /** Log lines so far. */
  readonly lines: readonly string[];
  /** Calls the gateway with the test key. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Posts a JSON body with the test key. */
  post(path: string, body: unknown, init?: RequestInit): Promise<Response>;
}

export interface TestGatewayOptions {
  readonly services?: Readonly<Record<string, FakeService>>;
  readonly timeouts?: Partial<GatewayConfig["timeouts"]>;
  readonly metricsAccess?: GatewayConfig["metricsAccess"];
  readonly bodyBytes?: number;
  /** Further sections of the configuration. */
  readonly config?: Partial<z.input<typeof gatewayConfigSchema>>;
  /** False: do not wait until it is ready. */
  readonly awaitReady?: boolean;
}

/** A whole gateway on the loopback interface with a fake Consul; ready when this resolves. */
export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const {
    services = {},
    timeouts = {},
    metricsAccess = "open",
    bodyBytes = 4_096,
    config: sections = {},
    awaitReady = true,
  } = options;
  const folder = mkdtempSync(join(tmpdir(), "hearth-gateway-"));
  const keysFile = join(folder, "keys.json");
  writeFileSync(keysFile, JSON.stringify({ keys: [{ id: "test", sha256: hash("sha256", testKey) }] }));
  const consul = await startFakeConsul();
  consul.set(services);
  const config = gatewayConfigSchema.parse({
    listen: { address: "127.0.0.1", port: 0 },
    consul: { url: consul.origin },
    keysFile,
    metricsAccess,
    limits: { bodyBytes },
    timeouts: { drainMs: 500, ...timeouts },
    ...sections,
  });
  const lines: string[] = [];
  const log = createJsonLog((text) => lines.push(...text.trimEnd().split("\n")));
  const gateway = await startGateway(config, log);
  const url = `http://127.0.0.1:${gateway.address.port}`;
  const call = (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${testKey}`);
    return fetch(url + path, { ...init, headers });
  };
  if (awaitReady)
    await waitFor({ what: "the gateway to be ready", limitMs: 3_000, intervalMs: 5 }, async () => {
      const { status } = await call("/health/ready");
      return status === 200 ? ready(undefined) : notYet(`status ${status}`);
    });
  return {
    gateway,
    consul,
    url,
    keysFile,
    lines,
    fetch: call,
    post: (path, body, init = {}) => call(path, { method: "POST", body: JSON.stringify(body), ...init }),
    async [Symbol.asyncDispose]() {
      await gateway.drain();
      await consul[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}

/** A chat expert's Consul entry. */
export const chatService = (...experts: readonly FakeExpert[]): FakeService => ({
  meta: { kind: "chat", model: "smollm2", expert: "chat" },
  ports: experts.map(({ port }) => port),
});

/** An embedding expert's Consul entry. */
export const embeddingService = (...experts: readonly FakeExpert[]): FakeService => ({
  meta: { kind: "embedding", model: "minilm", expert: "embed" },
  ports: experts.map(({ port }) => port),
});

export const chatBody = { model: "smollm2", messages: [{ role: "user", content: "What is the capital of France?" }] };
