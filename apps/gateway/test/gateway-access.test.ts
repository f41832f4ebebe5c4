import { expect, test } from "vitest";
import { bearer } from "./key-record.ts";
import { startTestGateway, testKey } from "./start-test-gateway.ts";
import type { ErrorEnvelope } from "../src/domain/api-error.ts";

const page = "https://chat.example";
const codeOf = async (answer: Response): Promise<unknown> => ((await answer.json()) as ErrorEnvelope).error.code;
const authorization = `Bearer ${testKey}`;

/** Open to anyone who can reach the listener. */
const publicPaths = ["/health", "/health/ready", "/metrics", "/openapi.json"];

test("every route that is not public asks for a key, before anything else", async () => {
  await using gateway = await startTestGateway();
  const { routes } = gateway.gateway;
  expect(routes.filter(({ access }) => access === "open").map(({ path }) => path)).toEqual(publicPaths);
  const closed = routes.filter(({ path }) => !publicPaths.includes(path));
  expect(closed.length).toBeGreaterThan(5);
  for (const { method, path } of closed) {
    for (const headers of [{}, bearer("stranger"), { "x-api-key": "stranger" }]) {
      const answer = await fetch(gateway.url + path, { method, headers, ...(method === "POST" ? { body: "{" } : {}) });
      expect(`${method} ${path} ${answer.status}`).toBe(`${method} ${path} 401`);
      await answer.body?.cancel();
    }
  }
});

test("a key is accepted as Anthropic's clients send it", async () => {
  await using gateway = await startTestGateway();
  expect((await fetch(`${gateway.url}/v1/models`, { headers: { "x-api-key": testKey } })).status).toBe(200);
});

test("without configured origins no page may call, whatever its key", async () => {
  await using gateway = await startTestGateway();
  const answer = await gateway.fetch("/v1/models", { headers: { origin: page } });
  expect([answer.status, await codeOf(answer)]).toEqual([403, "origin_denied"]);
  expect(answer.headers.get("access-control-allow-origin")).toBe(null);
});

test("an allowed page gets its preflight and can read the answer; another cannot", async () => {
  await using gateway = await startTestGateway({ config: { access: { origins: [page] } } });
  const preflight = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: "OPTIONS",
    headers: {
      origin: page,
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization, content-type",
    },
  });
  expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([204, page]);
  expect(preflight.headers.get("access-control-allow-headers")).toBe("authorization, content-type");
  const answer = await gateway.fetch("/v1/models", { headers: { origin: page } });
  expect([answer.status, answer.headers.get("access-control-allow-origin"), answer.headers.get("vary")]).toEqual([
    200,
    page,
    "origin",
  ]);
  const foreign = await fetch(`${gateway.url}/v1/models`, {
    headers: { origin: "https://evil.example", authorization },
  });
  expect(foreign.status).toBe(403);
  const keyless = await fetch(`${gateway.url}/v1/models`, { headers: { origin: page } });
  expect([keyless.status, keyless.headers.get("access-control-allow-origin")]).toEqual([401, page]);
});

test("an address on the deny list gets 403 although its key is valid", async () => {
  await using gateway = await startTestGateway();
  expect((await gateway.fetch("/v1/models")).status).toBe(200);
  await using closed = await startTestGateway({ config: { access: { deny: ["127.0.0.0/8"] } }, awaitReady: false });
  const answer = await closed.fetch("/v1/models");
  expect([answer.status, await codeOf(answer)]).toEqual([403, "address_denied"]);
});

test("headers that are too large", async () => {
  await using gateway = await startTestGateway({ config: { limits: { headerBytes: 2_048 } } });
  const answer = await gateway.fetch("/v1/models", { headers: { "x-long": "x".repeat(3_000) } });
  expect([answer.status, await codeOf(answer)]).toEqual([431, "headers_too_large"]);
});
