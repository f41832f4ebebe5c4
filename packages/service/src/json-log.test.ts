import { expect, test } from "vitest";
import { createJsonLog } from "./json-log.ts";

const now = () => new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 6));

test("lines of one tick go out in one write", async () => {
  const writes: string[] = [];
  const log = createJsonLog((lines) => writes.push(lines), now);
  log.info("listening", { port: 8_080, caller: undefined });
  log.warn("away");
  expect(writes).toEqual([]);
  await new Promise(setImmediate);
  log.error("bug");
  log.flush();
  log.flush();
  const start = '{"time":"2026-01-02T03:04:05.006Z","level"';
  expect(writes).toEqual([
    `${start}:"info","event":"listening","port":8080}\n${start}:"warn","event":"away"}\n`,
    `${start}:"error","event":"bug"}\n`,
  ]);
});
