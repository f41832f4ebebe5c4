import { normalise } from "../../vectors/normalise.ts";
import type { VectorChange } from "../../store/store.ts";
import type { Query } from "./sql-client.ts";

/** A vector in pgvector's text format. */
export const vectorText = (vector: Float32Array): string => `[${vector.join(",")}]`;

/** A change of model deletes all vectors, since vectors of different models cannot be compared. */
export async function useModel(query: Query, model: string): Promise<void> {
  const [row] = await query("SELECT value FROM settings WHERE name = 'model'");
  if (row?.["value"] === model) return;
  await query("DELETE FROM vectors");
  await query("UPDATE records SET unembedded = (text IS NOT NULL AND active)");
  await query("INSERT INTO settings VALUES ('model', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value", [
    model,
  ]);
}

/** Does nothing if the record is gone or has another revision. A zero vector counts as embedded, and is never found. */
export async function setVector(query: Query, { key, revision, vector }: VectorChange): Promise<void> {
  const { tenant, kind, id } = key;
  const [row] = await query(
    `UPDATE records SET unembedded = false WHERE tenant = $1 AND kind = $2 AND id = $3 AND revision = $4
     RETURNING sequence`,
    [tenant, kind, id, revision],
  );
  const unit = normalise(vector);
  if (row === undefined || unit === undefined) return;
  await query(
    `INSERT INTO vectors VALUES ($1, $2, $3::vector)
     ON CONFLICT (sequence) DO UPDATE SET dimensions = excluded.dimensions, vector = excluded.vector`,
    [Number(row["sequence"]), unit.length, vectorText(unit)],
  );
}

/** pgvector's indexes support at most this many dimensions; longer vectors are compared one by one. */
const maxIndexed = 2_000;

/** Creates an index for vectors of this length: each pgvector index holds one length. */
export async function ensureIndex(query: Query, dimensions: number): Promise<void> {
  if (dimensions < 1 || dimensions > maxIndexed) return;
  await query(
    `CREATE INDEX IF NOT EXISTS vectors_${dimensions} ON vectors
       USING hnsw ((vector::vector(${dimensions})) vector_cosine_ops) WHERE dimensions = ${dimensions}`,
  );
}
