import type { RecordFilter } from "../../store/store.ts";

export interface Condition {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** A filter's conditions on records (as r), for a WHERE clause. */
export function filterSql(filter: RecordFilter, nowMs: number): Condition {
  const { user, agent, session, group, tags = [], fromMs, beforeMs, inactive = false } = filter;
  const parts: [sql: string, value: string | number | undefined][] = [
    ["r.user = ?", user],
    ["r.agent = ?", agent],
    ["r.session = ?", session],
    ["r.part_of = ?", group],
    ...tags.map((tag): [string, string] => ["EXISTS (SELECT 1 FROM json_each(r.tags) WHERE value = ?)", tag]),
    ["r.at_ms >= ?", fromMs],
    ["r.at_ms < ?", beforeMs],
    ["(r.expires_ms IS NULL OR r.expires_ms > ?)", nowMs],
  ];
  const asked = parts.filter((part): part is [string, string | number] => part[1] !== undefined);
  return {
    sql: [...asked.map(([sql]) => sql), ...(inactive ? [] : ["r.active = 1"])].join(" AND "),
    values: asked.map(([, value]) => value),
  };
}
