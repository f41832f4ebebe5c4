import type { DatabaseSync } from "node:sqlite";
import { indexText } from "../../store/index-text.ts";
import { facetsOf } from "./facets.ts";
import { textTable } from "./spaces.ts";

/** SQL, or work for which SQL is not enough. */
type Migration = string | ((database: DatabaseSync) => void);

/**
 * The schema's migrations, forward only: `user_version` is the number of those applied. Never edit a released one; a change is a new
 * line.
 */
export const migrations: readonly Migration[] = [
  `
  CREATE TABLE spaces (
    id INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    kind TEXT NOT NULL,
    UNIQUE (tenant, kind)
  ) STRICT;

  CREATE TABLE records (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    space INTEGER NOT NULL REFERENCES spaces (id),
    id TEXT NOT NULL,
    user TEXT,
    agent TEXT,
    session TEXT,
    part_of TEXT,
    tags TEXT NOT NULL,
    active INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    expires_ms INTEGER,
    text TEXT,
    body TEXT NOT NULL,
    revision INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    -- 1 while there is a text that has no vector of the current model.
    unembedded INTEGER NOT NULL,
    UNIQUE (space, id)
  ) STRICT;

  CREATE INDEX records_by_user ON records (space, user, sequence) WHERE user IS NOT NULL;
  CREATE INDEX records_by_session ON records (space, session, sequence) WHERE session IS NOT NULL;
  CREATE INDEX records_by_part ON records (space, part_of, sequence) WHERE part_of IS NOT NULL;
  CREATE INDEX records_in_order ON records (space, sequence);
  CREATE INDEX records_by_expiry ON records (expires_ms) WHERE expires_ms IS NOT NULL;
  CREATE INDEX records_unembedded ON records (sequence) WHERE unembedded = 1;

  -- Apart from the records, so that neither reading records nor loading the index reads the other's pages. Codes hold what the index
  -- needs, the filtered facts included, for a start that reads this one table.
  CREATE TABLE vectors (
    sequence INTEGER PRIMARY KEY REFERENCES records (sequence) ON DELETE CASCADE,
    full BLOB NOT NULL
  ) STRICT;

  CREATE TABLE codes (
    sequence INTEGER PRIMARY KEY REFERENCES records (sequence) ON DELETE CASCADE,
    space INTEGER NOT NULL,
    label TEXT NOT NULL,
    active INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    expires_ms INTEGER,
    scale REAL NOT NULL,
    bytes BLOB NOT NULL
  ) STRICT;

  CREATE TABLE usage (
    tenant TEXT PRIMARY KEY,
    records INTEGER NOT NULL,
    bytes INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  `,
  reindexUnspaced,
];

/** Texts in scripts without spaces are indexed by pairs of characters too. */
function reindexUnspaced(database: DatabaseSync): void {
  const rows = database.prepare(
    `SELECT r.sequence, r.space, r.text, r.user, r.agent, r.session, r.part_of AS "group", r.tags FROM records r
     JOIN spaces s ON s.id = r.space WHERE r.text IS NOT NULL AND s.kind IN ('memory', 'episode', 'skill', 'chunk')`,
  );
  for (const { sequence = 0, space, text, tags, user, agent, session, group } of rows.all()) {
    const [before, after] = [String(text), indexText(String(text))];
    if (before === after) continue;
    const facts = { user, agent, session, group } as Readonly<Record<string, string | null>>;
    const facets = facetsOf({ ...facts, tags: JSON.parse(String(tags)) as string[] });
    const table = textTable(Number(space));
    database
      .prepare(`INSERT INTO ${table} (${table}, rowid, text, facets) VALUES ('delete', ?, ?, ?)`)
      .run(sequence, before, facets);
    database.prepare(`INSERT INTO ${table} (rowid, text, facets) VALUES (?, ?, ?)`).run(sequence, after, facets);
  }
}
