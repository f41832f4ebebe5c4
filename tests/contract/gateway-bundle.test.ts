import { spawn } from "node:child_process";
import { hash } from "node:crypto";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startFakeConsul } from "../../apps/gateway/test/fake-consul.ts";
import { eventStream, startFakeExpert } from "../../apps/gateway/test/fake-expert.ts";
import { chatBody, chatService, testKey } from "../../apps/gateway/test/start-test-gateway.ts";
import { root } from "../../lib/paths.ts";
import { bundleProgram } from "@hearth/build/bundle-program.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-gateway-"));
const bundle = join(folder, "gateway.mjs");
const keysFile = join(folder, "keys.json");
const configFile = join(folder, "config.json");
const entryPoint = "apps/gateway/src/server.ts";

beforeAll(() => bundleProgram({ checkout: root, entryPoint, outfile: bundle }));
afterAll(() => rmSync(folder, { recursive: true }));

interface Line {
  readonly event: string;
  readonly port: number;
  readonly message: string;
}

/** The bundle as Nomad starts it: nothing beside it, nothing in its environment but the configuration's path. */
function start(config: string) {
  const program = spawn(process.execPath, [bundle], { cwd: "/", env: { HEARTH_GATEWAY_CONFIG: config } });
  const lines = createInterface(program.stderr)[Symbol.asyncIterator]();
  return {
    program,
    exited: once(program, "exit"),
    /** The next log line with this event. */
    async seen(event: string): Promise<Line> {
      for (;;) {
        const { value, done } = await lines.next();
        if (done === true) throw new Error(`ended before "${event}"`);
        const line = JSON.parse(value) as Line;
        if (line.event === event) return line;
      }
    },
  };
}

function writeConfig(consul: string): void {
  writeFileSync(keysFile, JSON.stringify({ keys: [{ id: "test", sha256: hash("sha256", testKey) }] }));
  const config = { listen: { address: "127.0.0.1", port: 0 }, consul: { url: consul }, keysFile };
  writeFileSync(configFile, JSON.stringify(config));
}

test("the same source gives the same bytes from another folder", async () => {
  const checkout = join(folder, "elsewhere", "checkout");
  mkdirSync(join(checkout, "apps"), { recursive: true });
  cpSync(join(root, "package.json"), join(checkout, "package.json"));
  cpSync(join(root, "packages"), join(checkout, "packages"), { recursive: true });
  cpSync(join(root, "apps/gateway"), join(checkout, "apps/gateway"), { recursive: true });
  cpSync(join(root, "models"), join(checkout, "models"), { recursive: true });
  cpSync(join(root, "node_modules/@hearth"), join(checkout, "node_modules/@hearth"), {
    recursive: true,
    verbatimSymlinks: true,
  });
  const packages = ["zod", "ws", "lru-cache", "eventsource-parser", "prom-client", "tdigest", "bintrees"];
  for (const name of [...packages, "@opentelemetry/api"]) {
    cpSync(join(root, "node_modules", name), join(checkout, "node_modules", name), { recursive: true });
  }
  const other = join(folder, "other.mjs");
  await bundleProgram({ checkout, entryPoint, outfile: other });
  expect(readFileSync(other).equals(readFileSync(bundle))).toBe(true);
  expect(readFileSync(bundle).includes(root)).toBe(false);
});

test("of undici only the parts that are used come along", () => {
  const files = readFileSync(bundle, "utf8").match(/^\/\/ .*\/undici\/.*$/gm) ?? [];
  const has = (file: string): boolean => files.some((line) => line.includes(`/undici/${file}`));
  expect([has("lib/dispatcher/agent.js"), has("index.js"), has("lib/mock/")]).toEqual([true, false, false]);
});

test("it serves, reads its keys again on SIGHUP, and on SIGTERM finishes a stream before it ends with 0", async () => {
  const finish = Promise.withResolvers<undefined>();
  await using expert = await startFakeExpert((response) => {
    response.writeHead(200, eventStream);
    response.write("data: 1\n\n");
    void finish.promise.then(() => response.end("data: [DONE]\n\n"));
  });
  await using consul = await startFakeConsul();
  consul.set({ "expert-chat": chatService(expert) });
  writeConfig(consul.origin);
  const run = start(configFile);
  const { port } = await run.seen("listening");
  await run.seen("expert");
  const chat = (key: string) =>
    fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify({ ...chatBody, stream: true }),
    });

  writeFileSync(keysFile, JSON.stringify({ keys: [{ id: "new", sha256: hash("sha256", "hearth_new") }] }));
  run.program.kill("SIGHUP");
  await run.seen("keys read");
  expect((await chat(testKey)).status).toBe(401);

  const stream = await chat("hearth_new");
  run.program.kill("SIGTERM");
  await run.seen("draining");
  await expect(chat("hearth_new")).rejects.toThrow("fetch failed");
  finish.resolve(undefined);
  expect(await stream.text()).toBe("data: 1\n\ndata: [DONE]\n\n");
  expect(await run.exited).toEqual([0, null]);
});

test("a configuration that is not valid ends it with 78 and says why", async () => {
  writeFileSync(configFile, '{"listen":{"address":"127.0.0.1"}}');
  const run = start(configFile);
  const { message } = await run.seen("cannot start");
  expect(message).toBe(
    "listen.port: Invalid input: expected number, received undefined; " +
      "consul: Invalid input: expected object, received undefined; " +
      "keysFile: Invalid input: expected string, received undefined",
  );
  expect(await run.exited).toEqual([78, null]);
});
