import { hash } from "node:crypto";
import type { RecordFilter } from "../../store/store.ts";

interface Facets {
  readonly user?: string | null | undefined;
  readonly agent?: string | null | undefined;
  readonly session?: string | null | undefined;
  readonly group?: string | null | undefined;
  readonly tags?: readonly string[];
}

/**
 * Filterable facts as words of the full-text index, one per fact, so that a filtered search reads only what the filter selects. They
 * end in a digit, so the stemmer leaves them unchanged.
 */
function words({ user, agent, session, group, tags = [] }: Facets): readonly string[] {
  const word = (field: string, value: string): string => `${hash("sha256", `${field}=${value}`).slice(0, 20)}0`;
  const given = (field: string, value: string | null | undefined): readonly string[] =>
    typeof value === "string" ? [word(field, value)] : [];
  return [
    ...given("user", user),
    ...given("agent", agent),
    ...given("session", session),
    ...given("group", group),
    ...tags.map((tag) => word("tag", tag)),
  ];
}

/** A record's facts, for the index. */
export const facetsOf = (record: Facets): string => words(record).join(" ");

/** The part of an FTS5 expression that selects by a filter's facts, or an empty string. SQL removes hash collisions. */
export function facetExpression(filter: RecordFilter): string {
  return words(filter)
    .map((word) => ` AND facets : "${word}"`)
    .join("");
}
