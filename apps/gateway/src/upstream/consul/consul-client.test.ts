import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startFakeConsul } from "../../../test/fake-consul.ts";
import { createConsulReader } from "./consul-client.ts";

const present = { index: 0, signal: new AbortController().signal };

test("the token is read from the file each time, and is in no error", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-gateway-"));
  const tokenFile = join(folder, "token");
  await using fake = await startFakeConsul();
  const reader = createConsulReader({ url: fake.origin, tokenFile, waitMs: 1_000 });
  writeFileSync(tokenFile, "first\n");
  expect(await reader.read("/v1/catalog/services", present)).toEqual({ index: 1, value: {} });
  writeFileSync(tokenFile, "second\n");
  await reader.read("/v1/catalog/services", present);
  fake.status = 403;
  await expect(reader.read("/v1/catalog/services", present)).rejects.toThrow(
    /^Consul answered \/v1\/catalog\/services with status 403$/,
  );
  expect(fake.queries).toEqual([
    "/v1/catalog/services first",
    "/v1/catalog/services second",
    "/v1/catalog/services second",
  ]);
  await reader.close();
  rmSync(folder, { recursive: true });
});

test("a blocking query ends when it is aborted", async () => {
  await using fake = await startFakeConsul();
  const reader = createConsulReader({ url: fake.origin, waitMs: 60_000 });
  const stop = new AbortController();
  const blocked = reader.read("/v1/catalog/services", { index: 1, signal: stop.signal });
  await expect.poll(() => fake.queries.length).toBe(1);
  stop.abort();
  await expect(blocked).rejects.toThrow("aborted");
  await reader.close();
});
