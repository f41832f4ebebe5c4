import { defined } from "@hearth/kernel/defined.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { formatMemories } from "./format-memories.ts";
import type { KeyLimits } from "@hearth/contracts/keys/key-limits.ts";
import { usualMemories, type KeyMemories, type KeyMemoryTerms } from "@hearth/contracts/keys/key-memories.ts";
import { maxHistoryEntries, type KeyRecord } from "@hearth/contracts/keys/key-record.ts";

/** Who changes a key, and when. */
export interface Author {
  readonly who: string;
  readonly now: Date;
}

/** What a person decides about a key. Absent fields stay the same; `null` removes a restriction. */
export interface KeyTerms {
  readonly models?: readonly string[] | null;
  readonly apis?: KeyRecord["apis"] | null;
  readonly limits?: { readonly [name in keyof KeyLimits]?: KeyLimits[name] | null };
  readonly priority?: number;
  /** Without `user` it changes the memories that the key already has. */
  readonly memories?: KeyMemoryTerms | null;
  readonly notAfter?: Date | null;
}

export interface NewRecord extends KeyTerms {
  readonly id: string;
  readonly sha256: string;
}

/** The record of a key that is new. */
export function newRecord({ id, sha256, ...terms }: NewRecord, { who, now }: Author): KeyRecord {
  const at = now.toISOString();
  const blank: KeyRecord = { id, secrets: [{ sha256 }], createdAt: at, limits: {}, priority: 0, history: [] };
  return noted(withTerms(blank, terms), { at, who, what: `created${described(terms)}` });
}

/** Other terms for the same key. */
export function changeTerms(record: KeyRecord, terms: KeyTerms, { who, now }: Author): KeyRecord {
  return noted(withTerms(record, terms), { at: now.toISOString(), who, what: `changed${described(terms)}` });
}

/** Adds a second secret. The present ones expire after the overlap and are still accepted until then. */
export function rotate(
  record: KeyRecord,
  { sha256, overlapMs }: { readonly sha256: string; readonly overlapMs: number },
  { who, now }: Author,
): KeyRecord {
  const end = new Date(now.getTime() + overlapMs).toISOString();
  const old = record.secrets
    .filter(({ notAfter }) => notAfter === undefined || Date.parse(notAfter) > now.getTime())
    .map((secret) => ({ ...secret, notAfter: earlier(secret.notAfter, end) }))
    .slice(-7);
  const what = `rotated; the old secret ends at ${end}`;
  return noted({ ...record, secrets: [...old, { sha256 }] }, { at: now.toISOString(), who, what });
}

/** Refused permanently from now on. */
export function revoke(record: KeyRecord, { who, now }: Author): KeyRecord {
  const at = now.toISOString();
  return noted({ ...record, revokedAt: record.revokedAt ?? at }, { at, who, what: "revoked" });
}

function withTerms(record: KeyRecord, terms: KeyTerms): KeyRecord {
  const { models, apis, limits = {}, priority, memories, notAfter } = terms;
  const changed = {
    ...record,
    ...(models === undefined ? {} : { models: models ?? undefined }),
    ...(apis === undefined ? {} : { apis: apis ?? undefined }),
    ...(notAfter === undefined ? {} : { notAfter: notAfter?.toISOString() }),
    ...defined({ priority }),
    ...(memories === undefined
      ? {}
      : { memories: memories && memoriesOf({ ...record.memories, ...memories }, record) }),
    limits: present({ ...record.limits, ...limits }),
  };
  return present(changed) as KeyRecord;
}

/** Throws KEY_UNUSABLE if it is not known whose memories are meant. */
function memoriesOf({ user, agent, ...amounts }: KeyMemoryTerms, { id }: KeyRecord): KeyMemories {
  if (user !== undefined) return { user, ...(agent ? { agent } : {}), ...usualMemories, ...amounts };
  throw new HearthError({
    code: "KEY_UNUSABLE",
    message: `the key '${id}' has no memories set`,
    hint: "Set whose memories it uses with `--memories USER`.",
  });
}

const noted = (record: KeyRecord, entry: KeyRecord["history"][number]): KeyRecord => ({
  ...record,
  history: [...record.history, { ...entry, what: entry.what.slice(0, 500) }].slice(-maxHistoryEntries),
});

/** `: models code-*; tokensPerDay 5000`: what was decided, in words. */
function described({ limits = {}, memories, ...others }: KeyTerms): string {
  const recalled = memories === undefined ? {} : { memories: memories && formatMemories(memories) };
  const parts = Object.entries({ ...others, ...recalled, ...limits })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${worded(value)}`);
  return parts.length === 0 ? "" : `: ${parts.join("; ")}`;
}

function worded(value: Date | number | string | readonly string[] | null | undefined): string {
  if (value instanceof Date) return value.toISOString();
  return value === null ? "none" : String(value);
}

const earlier = (a: string | undefined, b: string): string =>
  a !== undefined && Date.parse(a) < Date.parse(b) ? a : b;

/** Without the fields that are null or undefined: JSON has no undefined, and a record no null. */
function present<T extends object>(fields: T): { [K in keyof T]: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null)) as {
    [K in keyof T]: NonNullable<T[K]>;
  };
}
