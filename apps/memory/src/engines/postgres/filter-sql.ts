import type { Scope } from "../../store/store.ts";
import type { SqlValue } from "./sql-client.ts";

export interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** A scope's conditions on records (as r), for a WHERE clause; its values start at `$first`. */
export function scopeSql({ tenant, kind, filter = {}, nowMs }: Scope, first = 1): Condition {
  const { user, agent, session, group, tags = [], fromMs, beforeMs, inactive = false } = filter;
  const parts: readonly (readonly [sql: string, value: SqlValue | undefined])[] = [
    ["r.tenant = ?", tenant],
    ["r.kind = ?", kind],
    ["r.person = ?", user],
    ["r.agent = ?", agent],
    ["r.session = ?", session],
    ["r.part_of = ?", group],
    ["r.tags @> ?::text[]", tags.length === 0 ? undefined : tags],
    ["r.at_ms >= ?", fromMs],
    ["r.at_ms < ?", beforeMs],
    ["(r.expires_ms IS NULL OR r.expires_ms > ?)", nowMs],
  ];
  const asked = parts.filter((part): part is readonly [string, SqlValue] => part[1] !== undefined);
  const conditions = asked.map(([sql], index) => sql.replace("?", `$${first + index}`));
  return {
    sql: [...conditions, ...(inactive ? [] : ["r.active"])].join(" AND "),
    values: asked.map(([, value]) => value),
  };
}
