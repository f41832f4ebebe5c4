import { hash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestMemory, type TestMemory } from "./start-test-memory.ts";
import type { MemoryKeyRecord } from "@hearth/contracts/memory/key-record.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-memory-keys-"));
const keyRecordsFile = join(folder, "key-records.json");
let nowMs = Date.parse("2026-11-21T12:00:00Z");
let memory: TestMemory;

const record = (id: string, fields: Partial<MemoryKeyRecord> = {}): MemoryKeyRecord => ({
  id,
  sha256: hash("sha256", `${id}-secret`),
  tenant: "home",
  scopes: ["memories:read", "memories:write"],
  createdAt: "2026-11-21T11:00:00.000Z",
  createdBy: "ann@desk",
  ...fields,
});
/** As Nomad does it: the file, then the signal. */
function render(...records: readonly MemoryKeyRecord[]): void {
  writeFileSync(keyRecordsFile, JSON.stringify(records.map((each) => JSON.stringify(each))));
  memory.reload();
}
const list = async (key: string): Promise<number> => (await memory.send("GET /v1/memories", undefined, key)).status;

beforeAll(async () => {
  writeFileSync(keyRecordsFile, "[]");
  memory = await startTestMemory({ config: { keyRecordsFile }, now: () => nowMs });
});
afterAll(async () => {
  await memory.close();
  rmSync(folder, { recursive: true });
});

test("a created key is valid at once, for its agent and scopes, until it is revoked", async () => {
  expect(await list("cook")).toBe(401);
  render(record("cook", { agent: "cook" }), record("reader", { scopes: ["memories:read"] }));
  const added = await memory.send("POST /v1/memories", { text: "Soup needs salt" }, "cook");
  expect(added).toMatchObject({ status: 201, body: { memory: { agent: "cook" } } });
  expect((await memory.send("POST /v1/memories", { text: "x" }, "reader")).status).toBe(403);
  render(record("cook", { revokedAt: "2026-11-21T12:00:00.000Z" }), record("reader", { scopes: ["memories:read"] }));
  expect([await list("cook"), await list("reader"), await list("home")]).toEqual([401, 200, 200]);
});

test("a key expires by itself", async () => {
  render(record("guest", { notAfter: "2026-11-21T13:00:00.000Z" }));
  expect(await list("guest")).toBe(200);
  nowMs = Date.parse("2026-11-21T13:00:00Z");
  expect(await list("guest")).toBe(401);
});

test("a partial file changes nothing", async () => {
  render(record("cook"));
  writeFileSync(keyRecordsFile, "[");
  expect(() => memory.reload()).toThrow(SyntaxError);
  expect(await list("cook")).toBe(200);
});
