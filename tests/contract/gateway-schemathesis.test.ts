import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { everyKind, everyService } from "../../apps/gateway/test/every-kind.ts";
import { startFakeExpert } from "../../apps/gateway/test/fake-expert.ts";
import { startTestGateway, testKey } from "../../apps/gateway/test/start-test-gateway.ts";
import { isThorough } from "../support/thorough.ts";
import { pythonEnvironment } from "./python/environment.ts";

/** With `--all` also the few thousand requests that the schemas themselves call for: minutes instead of seconds. */
const phases = isThorough
  ? ["--phases", "coverage,fuzzing", "--max-examples", "25"]
  : ["--phases", "fuzzing", "--max-examples", "15"];

/** An expert's answer that does not fit the caller's own schema is 422: the stand-in knows nothing of schemas. */
const settings = `[checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", "401", "403", "404", "409", "422", "429", "5xx"]
`;

test("requests made of the served OpenAPI document are answered as it says", { timeout: 900_000 }, async () => {
  const programs = await pythonEnvironment();
  await using expert = await startFakeExpert(everyKind);
  await using gateway = await startTestGateway({ services: everyService(expert.port), bodyBytes: 2 ** 16 });
  // It leaves a folder behind where it runs.
  const folder = mkdtempSync(join(tmpdir(), "hearth-schemathesis-"));
  writeFileSync(join(folder, "schemathesis.toml"), settings);
  const output = ["--seed", "1", "--no-color", "--continue-on-failure", "--header", `Authorization: Bearer ${testKey}`];
  const program = spawn(join(programs, "schemathesis"), ["run", `${gateway.url}/openapi.json`, ...phases, ...output], {
    cwd: folder,
    env: { HOME: folder, LANG: "C.UTF-8" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const report = await text(program.stdout);
  rmSync(folder, { recursive: true });
  expect(report.slice(report.indexOf("SUMMARY"))).toMatch(/\n\s*Tested: (\d\d)\n/);
  expect(report).not.toMatch(/❌|\bFAILED\b|Internal error/);
  expect(gateway.lines.filter((line) => line.includes('"event":"bug"'))).toEqual([]);
});
