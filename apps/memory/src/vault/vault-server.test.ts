import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { unfinishedSuffix } from "@hearth/kernel/replace-file.ts";
import { createVaultClient, type VaultClient } from "../keeper/vault-client.ts";
import { VaultFolder } from "./vault-folder.ts";
import { createVaultServer } from "./vault-server.ts";

let folder: string;
let server: Server;
let origin: string;
let client: VaultClient;
const log = { warn: () => undefined, error: () => undefined };
let nowMs = 0;
const options = { keepNewest: 2, keepDays: 0, limitBytes: 1_000, now: () => new Date(nowMs) };
/** What the vault takes for a sealed backup. */
const sealed = (content: string): string => `HEARTHB2${"-".repeat(28)}${content}`;
const begin = { after: 0, node: "n2", at: "2026-11-21T10:00:00.000Z" };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "hearth-vault-"));
  nowMs = Date.parse("2026-11-21T11:00:00.000Z");
  ({ server } = createVaultServer({
    vault: await VaultFolder.open(folder, options),
    key: "k",
    keeperKey: "keeper",
    log,
  }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = createVaultClient({ url: origin, key: "k" });
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const keep = (minute: string, content: string) =>
  client.keep(1, `2026-11-21T10:${minute}:00.000Z`, Readable.from([Buffer.from(sealed(content))]));

test("a stored backup is returned unchanged, and the oldest are deleted", async () => {
  expect(await client.beginLife(begin)).toBe(1);
  for (const minute of ["01", "02", "03"]) await keep(minute, `content ${minute}`);
  const { backups } = await client.state();
  expect(backups.map(({ id }) => id)).toEqual(["1-20261121T100300000Z", "1-20261121T100200000Z"]);
  expect((await buffer(await client.fetch(backups[0]?.id ?? ""))).toString()).toBe(sealed("content 03"));
  expect(readdirSync(folder).sort()).toEqual([
    "1-20261121T100200000Z.json",
    "1-20261121T100200000Z.sealed",
    "1-20261121T100300000Z.json",
    "1-20261121T100300000Z.sealed",
    "life.json",
  ]);
});

test("everything survives a restart, except an interrupted upload", async () => {
  await client.beginLife(begin);
  await keep("01", "whole");
  writeFileSync(join(folder, "1-20261121T100900000Z.sealed"), "no record was written");
  writeFileSync(join(folder, "x.partial"), "cut");
  writeFileSync(join(folder, `life.json.1${unfinishedSuffix}`), "cut");
  const again = await VaultFolder.open(folder, options);
  expect(again.state).toEqual(await client.state());
  expect(readdirSync(folder)).toHaveLength(3);
});

test("a backup that is too large is refused and leaves nothing", async () => {
  await client.beginLife(begin);
  await expect(keep("01", "x".repeat(1_001))).rejects.toThrow();
  expect(readdirSync(folder)).toEqual(["life.json"]);
});

test("what is no sealed backup, comes from the future or would replace another is not stored", async () => {
  await client.beginLife(begin);
  await keep("01", "genuine");
  const send = (at: string, content: string) => client.keep(1, at, Readable.from([Buffer.from(content)]));
  await expect(send("2026-11-21T10:02:00.000Z", "x")).rejects.toMatchObject({ status: 400 });
  await expect(send("2026-11-21T10:02:00.000Z", "HEARTHB2")).rejects.toMatchObject({ status: 400 });
  await expect(send("2027-01-01T00:00:00.000Z", sealed("later"))).rejects.toMatchObject({ status: 400 });
  const [present] = (await client.state()).backups;
  expect(await send("2026-11-21T10:01:00.000Z", sealed("other"))).toEqual(present);
  expect((await buffer(await client.fetch(present?.id ?? ""))).toString()).toBe(sealed("genuine"));
});

test("the keeper's key adds backups, and chooses none", async () => {
  const keeper = createVaultClient({ url: origin, key: "keeper" });
  await keeper.beginLife(begin);
  const record = await keeper.keep(1, "2026-11-21T10:01:00.000Z", Readable.from([Buffer.from(sealed(""))]));
  await keeper.verify({ life: 1, id: record.id, records: 3 });
  expect((await keeper.state()).verified).toEqual({
    life: 1,
    id: record.id,
    records: 3,
    at: new Date(nowMs).toISOString(),
  });
  await expect(keeper.choose(record.id)).rejects.toMatchObject({ status: 403, code: "forbidden" });
  await client.choose(record.id);
});

// Seven uploads of one byte, with times on seven days to come, once removed every backup.
test("uploads of one day remove no backup of another", async () => {
  const days = join(folder, "days");
  const vault = await VaultFolder.open(days, { ...options, keepNewest: 5, keepDays: 7 });
  await vault.beginLife(begin);
  const put = (at: string) => vault.keep({ life: 1, at }, Readable.from([Buffer.from(sealed("content"))]));
  const genuine = [];
  for (let day = 15; day < 21; day += 1) {
    nowMs = Date.parse(`2026-11-${day}T12:00:00.000Z`);
    genuine.push((await put(new Date(nowMs).toISOString())).id);
  }
  nowMs = Date.parse("2026-11-21T12:00:00.000Z");
  for (let upload = 0; upload < 50; upload += 1) await put(new Date(nowMs - upload * 43_200_000 + 1).toISOString());
  const left = vault.state.backups.map(({ id }) => id);
  expect(genuine.filter((id) => !left.includes(id))).toEqual([]);
  expect(left.length).toBeLessThan(20);
});

test("two lives that begin at once get different numbers", async () => {
  const lives = await Promise.all([client.beginLife(begin), client.beginLife(begin)]);
  expect(lives.toSorted()).toEqual([1, 2]);
});

test.each([
  ["GET", "/v1/state"],
  ["POST", "/v1/lives"],
  ["GET", "/v1/backups/1-20261121T100100000Z"],
])("%s %s needs the key", async (method, path) => {
  const answer = await fetch(origin + path, { method, headers: { authorization: "Bearer other" } });
  expect(answer.status).toBe(401);
});

test.each(["/health", "/metrics"])("%s does not", async (path) => {
  expect((await fetch(origin + path)).status).toBe(200);
});

test.each(["/v1/backups/life.json", "/v1/backups/..%2Flife", "/v1/backups/1-20261121T100100000Z"])(
  "%s is no backup",
  async (path) => {
    const answer = await fetch(origin + path, { headers: { authorization: "Bearer k" } });
    expect(answer.status).toBe(404);
  },
);

test("a refusal has a code; with a valid key, an unknown URL is a 404 and a wrong method a 405", async () => {
  await client.beginLife(begin);
  await expect(client.testify({ life: 9, node: "n", writtenAt: begin.at, seenAt: begin.at })).rejects.toMatchObject({
    status: 409,
    code: "conflict",
  });
  const headers = { authorization: "Bearer k" };
  const codeOf = async (path: string, init: RequestInit): Promise<unknown> => {
    const answer = await fetch(origin + path, init);
    return [answer.status, ((await answer.json()) as { error: { code: string } }).error.code];
  };
  expect(await codeOf("/v1/nothing", {})).toEqual([401, "invalid_api_key"]);
  expect(await codeOf("/v1/nothing", { headers })).toEqual([404, "unknown_url"]);
  expect(await codeOf("/v1/lives", { headers })).toEqual([405, "method_not_allowed"]);
  expect(await codeOf("/v1/choice", { method: "POST", headers, body: '{"id":1}' })).toEqual([400, "invalid_value"]);
});

test("a body that is not JSON is the caller's mistake", async () => {
  const headers = { authorization: "Bearer k", "content-type": "application/json" };
  expect((await fetch(`${origin}/v1/lives`, { method: "POST", headers, body: "{" })).status).toBe(400);
});
