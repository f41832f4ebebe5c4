import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { FrameError } from "@hearth/service/http/service-error.ts";
import { parseInput, parseJson, utf8Text } from "@hearth/service/http/parse-input.ts";
import type { Caller } from "../keys/key-ring.ts";
import { checkJsonShape } from "../http/check-json-shape.ts";
import type { Core } from "../service/core.ts";
import { everyRecord } from "../service/page.ts";
import { exportedKinds } from "../store/record.ts";
import type { Change } from "../store/store.ts";
import { exportedRecord, fromExported, toExported } from "./exported-record.ts";

const perCommit = 500;

/** Writes all of a tenant's records except its audit log as JSON Lines, oldest first, as fast as the caller reads. */
export async function exportTenant(
  { store, now, ledger }: Core,
  caller: Caller,
  response: ServerResponse,
): Promise<void> {
  await ledger.write({ caller, action: "export" }, []);
  response.writeHead(200, { "content-type": "application/jsonl" });
  const nowMs = now();
  for (const kind of exportedKinds) {
    const scope = { tenant: caller.tenant, kind, filter: { inactive: true }, nowMs, order: "oldest" } as const;
    for await (const record of everyRecord(store, scope)) {
      if (response.destroyed) return;
      if (!response.write(`${JSON.stringify(toExported(record))}\n`)) {
        await Promise.race([once(response, "drain"), once(response, "close")]);
      }
    }
  }
  response.end();
}

/**
 * Imports JSON Lines in batches of 500, each all or nothing. An invalid line stops the import, and the error names it. Records with
 * the same id are replaced.
 */
export async function importTenant(core: Core, caller: Caller, body: Buffer): Promise<{ imported: number }> {
  const { store, ledger, now } = core;
  let imported = 0;
  let changes: Change[] = [];
  const commit = async (): Promise<void> => {
    if (changes.length === 0) return;
    await ledger.write({ caller, action: "import", count: changes.length }, changes);
    imported += changes.length;
    changes = [];
  };
  for (const { line, number } of linesOf(body)) {
    const record = fromExported(parseLine(line, number), caller.tenant);
    const present = await store.get(record, now());
    changes.push({ put: { ...record, revision: (present?.revision ?? 0) + 1 } });
    if (changes.length === perCommit) await commit();
  }
  await commit();
  return { imported };
}

const newline = 0x0a;

/** The lines that hold something, one at a time: a text of all of them could be many times as large in memory. */
function* linesOf(body: Buffer): Iterable<{ readonly line: Buffer; readonly number: number }> {
  let start = 0;
  for (let number = 1; start < body.length; number += 1) {
    const found = body.indexOf(newline, start);
    const end = found === -1 ? body.length : found;
    const line = body.subarray(start, end);
    if (line.some((byte) => byte > 0x20)) yield { line, number };
    start = end + 1;
  }
}

function parseLine(line: Buffer, number: number) {
  try {
    checkJsonShape(line);
    return parseInput(parseJson(utf8Text(line)), exportedRecord);
  } catch (thrown) {
    if (thrown instanceof FrameError) throw new FrameError(thrown.code, `Line ${number}: ${thrown.message}`);
    throw thrown;
  }
}
