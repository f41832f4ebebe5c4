import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { FrameError } from "@hearth/service/http/service-error.ts";
import { parseInput, parseJson } from "@hearth/service/http/parse-input.ts";
import type { Caller } from "../keys/key-ring.ts";
import type { Core } from "../service/core.ts";
import { everyRecord } from "../service/page.ts";
import { recordKinds } from "../store/record.ts";
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
  for (const kind of recordKinds.filter((each) => each !== "audit")) {
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
export async function importTenant(core: Core, caller: Caller, body: string): Promise<{ imported: number }> {
  const { store, ledger, now } = core;
  const lines = body.split("\n").flatMap((text, index) => (text.trim() === "" ? [] : [{ text, number: index + 1 }]));
  let imported = 0;
  for (let from = 0; from < lines.length; from += perCommit) {
    const changes: Change[] = [];
    for (const { text, number } of lines.slice(from, from + perCommit)) {
      const record = fromExported(parseLine(text, number), caller.tenant);
      const present = await store.get(record, now());
      changes.push({ put: { ...record, revision: (present?.revision ?? 0) + 1 } });
    }
    await ledger.write({ caller, action: "import", count: changes.length }, changes);
    imported += changes.length;
  }
  return { imported };
}

function parseLine(text: string, number: number) {
  try {
    return parseInput(parseJson(text), exportedRecord);
  } catch (thrown) {
    if (thrown instanceof FrameError) throw new FrameError(thrown.code, `Line ${number}: ${thrown.message}`);
    throw thrown;
  }
}
