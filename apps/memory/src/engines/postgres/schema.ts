import { indexText } from "../../store/index-text.ts";
import { withoutAccents } from "./record-row.ts";
import type { Query } from "./sql-client.ts";

/** SQL, or work for which SQL is not enough. */
type Migration = string | ((query: Query) => Promise<void>);

/** The schema's migrations, forward only, as in engines/sqlite/migrations.ts: a change is a new line. */
export const migrations: readonly Migration[] = [
  `
  CREATE TABLE records (
    sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant text NOT NULL,
    kind text NOT NULL,
    id text NOT NULL,
    person text,
    agent text,
    session text,
    part_of text,
    tags text[] NOT NULL,
    active boolean NOT NULL,
    at_ms bigint NOT NULL,
    expires_ms bigint,
    text text,
    -- json keeps a body as it was written; jsonb would not.
    body json NOT NULL,
    revision integer NOT NULL,
    bytes bigint NOT NULL,
    -- Whether there is a text that has no vector of the current model.
    unembedded boolean NOT NULL,
    words tsvector,
    UNIQUE (tenant, kind, id)
  );
  CREATE INDEX records_in_order ON records (tenant, kind, sequence);
  CREATE INDEX records_by_person ON records (tenant, kind, person, sequence) WHERE person IS NOT NULL;
  CREATE INDEX records_by_session ON records (tenant, kind, session, sequence) WHERE session IS NOT NULL;
  CREATE INDEX records_by_part ON records (tenant, kind, part_of, sequence) WHERE part_of IS NOT NULL;
  CREATE INDEX records_by_expiry ON records (expires_ms) WHERE expires_ms IS NOT NULL;
  CREATE INDEX records_unembedded ON records (sequence) WHERE unembedded;
  CREATE INDEX records_by_words ON records USING gin (words);

  CREATE TABLE vectors (
    sequence bigint PRIMARY KEY REFERENCES records (sequence) ON DELETE CASCADE,
    dimensions integer NOT NULL,
    vector vector NOT NULL
  );

  CREATE TABLE usage (tenant text PRIMARY KEY, records bigint NOT NULL, bytes bigint NOT NULL);
  CREATE TABLE settings (name text PRIMARY KEY, value text NOT NULL);
  `,
  reindexUnspaced,
];

const portion = 1_000;

/** Texts in scripts without spaces are indexed by pairs of characters too. */
async function reindexUnspaced(query: Query): Promise<void> {
  for (let after = 0; ;) {
    const rows = await query(
      "SELECT sequence, text FROM records WHERE words IS NOT NULL AND sequence > $1 ORDER BY sequence LIMIT $2",
      [after, portion],
    );
    for (const row of rows) {
      after = Number(row["sequence"]);
      const text = row["text"] as string;
      const indexed = indexText(text);
      if (indexed === text) continue;
      const words = withoutAccents(indexed);
      await query("UPDATE records SET words = to_tsvector('english', $1) WHERE sequence = $2", [words, after]);
    }
    if (rows.length < portion) return;
  }
}
