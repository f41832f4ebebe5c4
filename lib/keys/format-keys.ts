import { table } from "@hearth/kernel/table.ts";
import { formatMemories } from "./format-memories.ts";
import type { KeyRecord } from "@hearth/contracts/keys/key-record.ts";
import { keyState } from "./key-state.ts";
import type { KeyList, UnreadableRecord } from "./record-office.ts";
import { metersOf, type Meter } from "@hearth/contracts/keys/meter.ts";
import type { SpentPage } from "@hearth/contracts/keys/spent-page.ts";
import { tallyAt } from "@hearth/contracts/keys/tally.ts";

/** What a meter allows and how much of it is used, in its own unit: requests, tokens, or the prices' currency. */
export interface MeterState {
  readonly name: string;
  readonly limit: number;
  readonly taken: number;
}

/** A key's meters with what all gateways have used, including blocks that they have reserved. */
export function meterStates({ limits }: KeyRecord, spent: SpentPage, now: Date): readonly MeterState[] {
  return metersOf(limits).map((meter) => ({
    name: meter.name,
    limit: inUnit(meter, meter.limit),
    taken: inUnit(meter, Math.ceil(tallyAt(meter, spent[meter.name], now.getTime()).taken)),
  }));
}

const inUnit = ({ unit }: Meter, amount: number): number => (unit === "cost" ? amount / 1e6 : amount);

export function formatKeys(
  { records, unreadable }: KeyList<KeyRecord>,
  now: Date,
  options: { readonly width?: number } = {},
): string {
  if (records.length + unreadable.length === 0) return "no keys but the owner's";
  const rows = records.map((record) => [
    record.id,
    keyState(record, now),
    listed(record.models),
    listed(record.apis),
    metersOf(record.limits)
      .map((meter) => `${inUnit(meter, meter.limit)} ${meter.name}`)
      .join(", ") || "none",
    record.memories?.user ?? "none",
    record.notAfter?.slice(0, 10) ?? "never",
  ]);
  return keyTable(["key", "state", "models", "apis", "limits", "memories", "ends"], rows, { unreadable, ...options });
}

const listed = (names: readonly string[] | undefined, separator = ","): string =>
  names === undefined ? "all" : names.length === 0 ? "none" : names.join(separator);

/** A table of keys that starts with their names and states; below it unreadable records with the reason. */
export function keyTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { unreadable, ...options }: { readonly unreadable: readonly UnreadableRecord[]; readonly width?: number },
): string {
  const blank = head.slice(2).map(() => "?");
  const all = [...rows, ...unreadable.map(({ id }) => [id, "unreadable", ...blank])];
  return [table(head, all, options), ...unreadable.map(({ id, because }) => `${id} cannot be read: ${because}`)].join(
    "\n",
  );
}

export function formatKey(record: KeyRecord, spent: SpentPage, now: Date): string {
  const { id, models, apis, memories, priority, createdAt, notAfter, secrets, history } = record;
  const facts = [
    ["key", id],
    ["state", keyState(record, now)],
    ["models", listed(models, ", ")],
    ["apis", listed(apis, ", ")],
    ["memories", memories === undefined ? "none" : formatMemories(memories)],
    ["priority", String(priority)],
    ["made", createdAt],
    ["ends", notAfter ?? "never"],
    [
      "secrets",
      secrets.map((secret) => (secret.notAfter === undefined ? "current" : `until ${secret.notAfter}`)).join(", "),
    ],
  ] as const;
  const meters = meterStates(record, spent, now).map(({ name, limit, taken }) => [name, String(taken), String(limit)]);
  return [
    table(["", ""], facts).trimStart(),
    ...(meters.length === 0 ? [] : ["", table(["limit", "taken", "of"], meters)]),
    "",
    table(
      ["when", "who", "what"],
      history.map(({ at, who, what }) => [at, who, what]),
    ),
  ].join("\n");
}
