import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { gatewayConfigSchema } from "./gateway-config.ts";
import { readJsonFile } from "@hearth/service/read-json-file.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-gateway-"));
const path = join(folder, "config.json");
afterAll(() => rmSync(folder, { recursive: true }));

const minimal = {
  listen: { address: "100.64.0.7", port: 8_080 },
  consul: { url: "https://127.0.0.1:8501" },
  keysFile: "/secrets/keys.json",
};

test("everything but addresses and paths has a default, and optional features are off", () => {
  writeFileSync(path, JSON.stringify(minimal));
  const config = readJsonFile(path, gatewayConfigSchema);
  expect(config).toMatchObject({
    ...minimal,
    consul: { ...minimal.consul, waitMs: 60_000 },
    metricsAccess: "open",
    limits: { bodyBytes: 4_194_304, headerBytes: 16_384, assumedAnswerTokens: 1_024 },
    timeouts: { firstByteMs: 60_000, wholeAnswerMs: 300_000, stallMs: 30_000, drainMs: 25_000 },
    cache: { exact: false, semantic: false },
    log: { promptsOf: [] },
    requests: { operators: [] },
    providers: { from: {}, policy: [] },
  });
  expect([config.tracing.endpoint, config.catalogue.url]).toEqual([undefined, undefined]);
});

test("every problem is named, also an unknown field", () => {
  writeFileSync(path, JSON.stringify({ ...minimal, listen: { address: "", port: "8080" }, keyFile: "x" }));
  expect(() => readJsonFile(path, gatewayConfigSchema)).toThrow(
    expect.objectContaining({
      code: "CONFIG_INVALID",
      exitCode: 78,
      at: path,
      message:
        "listen.address: Too small: expected string to have >=1 characters; " +
        'listen.port: Invalid input: expected number, received string; (top): Unrecognized key: "keyFile"',
    }) as Error,
  );
});

test("a file that is not JSON is not quoted", () => {
  writeFileSync(path, "hearth_secret");
  expect(() => readJsonFile(path, gatewayConfigSchema)).toThrow(/^is not valid JSON$/);
});

test("a missing file", () => {
  expect(() => readJsonFile(join(folder, "none"), gatewayConfigSchema)).toThrow(
    expect.objectContaining({ code: "CONFIG_UNREADABLE", exitCode: 78 }) as Error,
  );
});
