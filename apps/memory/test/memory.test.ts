import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestMemory, type TestMemory } from "./start-test-memory.ts";

let memory: TestMemory;
const send: TestMemory["send"] = (...request) => memory.send(...request);

beforeAll(async () => {
  memory = await startTestMemory({
    keys: [
      { id: "home", tenant: "home" },
      { id: "cook", tenant: "kitchen", agent: "cook" },
      { id: "reader", tenant: "home", scopes: ["memories:read"] },
    ],
  });
});
afterAll(() => memory.close());

describe("the door", () => {
  test.each([
    { line: "GET /v1/memories", key: "nobody", status: 401, code: "invalid_api_key" },
    { line: "POST /v1/memories", body: { text: "x" }, key: "reader", status: 403, code: "forbidden" },
    { line: "POST /v1/memories", body: "{", status: 400, code: "invalid_json" },
    { line: "POST /v1/memories", body: { text: "x", tpyo: 1 }, status: 400, code: "invalid_value" },
    { line: "GET /v1/memories/none", status: 404, code: "not_found" },
    { line: "GET /v1/nothing", status: 404, code: "unknown_url" },
    { line: "GET /v1/memories/%zz", status: 400, code: "invalid_value" },
    { line: "PATCH /v1/skills", body: {}, status: 405, code: "method_not_allowed" },
    { line: "GET /v1/memories/search", status: 405, code: "method_not_allowed" },
    {
      line: "POST /v1/documents",
      body: { title: "x", mediaType: "application/pdf", base64: "bm90aGluZw==" },
      status: 422,
      code: "unreadable",
    },
  ])("$line with $body is a $status", async ({ line, body, key = "home", status, code }) => {
    expect(await send(line, body, key)).toMatchObject({ status, body: { error: { code } } });
  });

  test("a wrong method gets the allowed ones, even if a parameter would match the URL's end", async () => {
    expect((await send("GET /v1/memories/search")).headers.get("allow")).toBe("POST");
    expect((await send("POST /v1/memories/m1", {})).headers.get("allow")).toBe("GET, PATCH, DELETE");
  });

  test("open pages", async () => {
    await send("POST /v1/memories", { text: "Counted" });
    expect((await send("GET /health", undefined, "nobody")).body).toMatchObject({ status: "ok" });
    expect((await send("GET /health/ready", undefined, "nobody")).body).toMatchObject({ status: "ready" });
    const metrics = (await send("GET /metrics", undefined, "nobody")).body["text"];
    expect(metrics).toMatch(/hearth_memory_requests_total\{endpoint="addMemory",status="201"\} \d+/);
  });
});

test("an export can be imported into another tenant, and the audit log says by whom", async () => {
  await send("POST /v1/memories", { text: "Cellar is damp", user: "kim" }, "cook");
  const lines = (await send("GET /v1/admin/export", undefined, "cook")).body["text"] as string;
  const imported = await send("POST /v1/admin/import", lines, "home");
  expect(imported.body).toEqual({ imported: lines.trim().split("\n").length });
  const { body } = await send("POST /v1/memories/search", { query: "cellar" });
  expect(body["hits"]).toMatchObject([{ text: "Cellar is damp", user: "kim" }]);
  expect(await send("POST /v1/admin/import", '{"kind":"memory"}\n')).toMatchObject({
    status: 400,
    body: { error: { message: "Line 1: Invalid value for 'id': Invalid input: expected string, received undefined." } },
  });
  const audit = (await send("GET /v1/admin/audit?limit=1", undefined, "cook")).body["entries"];
  expect(audit).toMatchObject([{ key: "cook", action: "export" }]);
});

test("everything survives a restart, and a backup opens", async () => {
  await send("POST /v1/memories", { text: "Survives restarts" });
  const backup = await send("POST /v1/admin/backup", {});
  expect(backup).toMatchObject({ status: 201 });
  await memory.restart();
  const { body } = await send("POST /v1/memories/search", { query: "survives" });
  expect(body["hits"]).toMatchObject([{ text: "Survives restarts" }]);
});

test("no answer was an internal error", () => {
  expect(memory.log.filter(({ level }) => level === "error")).toEqual([]);
});
