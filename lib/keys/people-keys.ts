import { isDeepStrictEqual } from "node:util";
import { usualMemories } from "@hearth/contracts/keys/key-memories.ts";
import { keyLimitsSchema } from "@hearth/contracts/keys/key-limits.ts";
import type { KeyRecord } from "@hearth/contracts/keys/key-record.ts";
import type { Person } from "../config/derive/cluster.ts";
import type { ConsulKv } from "../consul/consul-api.ts";
import { changeTerms, revoke, type Author, type KeyTerms } from "./change-key.ts";
import type { KeyOffice } from "./key-office.ts";
import { makeKey } from "./make-key.ts";

/*
 * The keys of `people` in the inventory. Their records are in Consul like those of `hearth keys create`; which of them the inventory
 * named last is kept beside them, so that a key that it no longer names is revoked, and one made by hand is left alone.
 */

/** A key as the inventory wants it: every term is said, `null` for none. */
export interface DeclaredKey {
  readonly id: string;
  readonly terms: KeyTerms;
}

export interface PeopleChange {
  readonly id: string;
  readonly action: "create" | "change" | "revoke" | "stays revoked";
}

/** Names of the keys that the inventory named last; JSON. */
const namedPath = "hearth/people/keys";

export function declaredKeys(people: readonly Person[]): readonly DeclaredKey[] {
  return people.flatMap(({ name, keys, models, apis, limits, priority = 0, memories = false }) => {
    const all = Object.keys(keyLimitsSchema.shape) as (keyof typeof keyLimitsSchema.shape)[];
    const terms: KeyTerms = {
      models: models ?? null,
      apis: apis ?? null,
      limits: Object.fromEntries(all.map((limit) => [limit, limits?.[limit] ?? null])),
      priority,
      memories: memories ? { user: name, agent: null, ...usualMemories } : null,
    };
    return keys.map((id) => ({ id, terms }));
  });
}

/** What has to be done so that the records are as the inventory says. Pure. */
export function planPeople(
  wanted: readonly DeclaredKey[],
  { records, named }: { readonly records: readonly KeyRecord[]; readonly named: readonly string[] },
): readonly PeopleChange[] {
  const find = (id: string): KeyRecord | undefined => records.find((record) => record.id === id);
  const changes = wanted.flatMap(({ id, terms }): readonly PeopleChange[] => {
    const record = find(id);
    if (record === undefined) return [{ id, action: "create" }];
    if (record.revokedAt !== undefined) return [{ id, action: "stays revoked" }];
    return hasTerms(record, terms) ? [] : [{ id, action: "change" }];
  });
  const gone = named.filter((id) => !wanted.some((key) => key.id === id) && find(id)?.revokedAt === undefined);
  return [...changes, ...gone.filter((id) => find(id) !== undefined).map((id) => ({ id, action: "revoke" as const }))];
}

const hasTerms = (record: KeyRecord, terms: KeyTerms): boolean => {
  const author = { who: "", now: new Date(0) };
  const blank = (one: KeyRecord): object => ({ ...one, history: [] });
  return isDeepStrictEqual(blank(record), blank(changeTerms(record, terms, author)));
};

export interface PeopleOffice {
  readonly kv: Pick<ConsulKv, "get" | "put">;
  readonly office: Pick<KeyOffice, "list" | "create" | "change">;
}

/** What `syncPeople` would do. */
export async function readPeople(
  people: readonly Person[],
  { kv, office }: PeopleOffice,
): Promise<readonly PeopleChange[]> {
  return changesOf(people, { office, named: await namedLast(kv) });
}

async function changesOf(
  people: readonly Person[],
  { office, named }: Pick<PeopleOffice, "office"> & { readonly named: readonly string[] },
): Promise<readonly PeopleChange[]> {
  if (people.length === 0 && named.length === 0) return [];
  const { records } = await office.list();
  return planPeople(declaredKeys(people), { records, named });
}

/**
 * Makes the records as the inventory says.
 * @param keep saves the text of a new key, before its record is made; it is never seen again.
 */
export async function syncPeople(
  people: readonly Person[],
  { kv, office }: PeopleOffice,
  { author, keep }: { readonly author: Author; readonly keep: (id: string, key: string) => void },
): Promise<readonly PeopleChange[]> {
  const named = await namedLast(kv);
  const changes = await changesOf(people, { office, named });
  const wanted = declaredKeys(people);
  const ids = wanted.map(({ id }) => id);
  // Until everything is done both count, so that a run that is cut off forgets none.
  const both = [...new Set([...named, ...ids])];
  if (!isDeepStrictEqual(both, named)) await kv.put(namedPath, JSON.stringify(both));
  for (const { id, action } of changes) {
    const terms = wanted.find((key) => key.id === id)?.terms ?? {};
    if (action === "create") {
      const { key, sha256 } = makeKey();
      keep(id, key);
      await office.create({ id, sha256, ...terms }, author);
    }
    if (action === "change") await office.change(id, (record) => changeTerms(record, terms, author));
    if (action === "revoke") await office.change(id, (record) => revoke(record, author));
  }
  if (!isDeepStrictEqual(both, ids)) await kv.put(namedPath, JSON.stringify(ids));
  return changes;
}

async function namedLast(kv: Pick<ConsulKv, "get">): Promise<readonly string[]> {
  return JSON.parse((await kv.get(namedPath)) ?? "[]") as readonly string[];
}
