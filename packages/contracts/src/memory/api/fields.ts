import { z } from "zod";

/*
 * Fields of many requests. Times are ISO 8601 strings. Callers choose the names of users, agents and sessions: any text without
 * control characters.
 */

export const name = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]+$/u, "must not hold control characters");
export const id = z.string().regex(/^[\w.:-]{1,128}$/);
export const time = z.iso.datetime({ offset: true });
export const tags = z.array(name).max(32);
export const limit = z.int().min(1).max(100);
const maxJsonCharacters = 65_536;

/** A caller's own JSON within a record: larger data belong into a document or checkpoint. */
export const boundedJson = <Value extends z.ZodType>(schema: Value): Value =>
  schema.refine((value) => JSON.stringify(value).length <= maxJsonCharacters, {
    message: `must have at most ${maxJsonCharacters} characters as JSON`,
  });
export const metadata = boundedJson(z.record(z.string().max(200), z.json()));

/** Every given field must match exactly, with all `tags`; `from` is inclusive, `before` exclusive. */
export const filter = z.strictObject({
  user: name.optional().meta({ description: "Only what belongs to this person." }),
  agent: name.optional().meta({ description: "Only what belongs to this agent." }),
  session: name.optional().meta({ description: "Only what belongs to this session." }),
  tags: tags.optional().meta({ description: "Only what has all of these tags." }),
  from: time.optional().meta({ description: "Only from this moment on (ISO 8601)." }),
  before: time.optional().meta({ description: "Only before this moment (ISO 8601)." }),
});

/** A filter in a query string; `tags` is a comma-separated list. */
export const listQuery = z.strictObject({
  user: name.optional().meta({ description: "Only what belongs to this person." }),
  agent: name.optional().meta({ description: "Only what belongs to this agent." }),
  session: name.optional().meta({ description: "Only what belongs to this session." }),
  tags: z.string().optional().meta({ description: "Only what has all of these tags, separated by commas." }),
  from: time.optional().meta({ description: "Only from this moment on (ISO 8601)." }),
  before: time.optional().meta({ description: "Only before this moment (ISO 8601)." }),
  limit: z.coerce.number().pipe(limit).optional().meta({ description: "Maximum number of items, 1 to 100." }),
  cursor: z.coerce
    .number()
    .pipe(z.int().nonnegative())
    .optional()
    .meta({ description: "The `cursor` of the previous page." }),
});

/** Why a hit was found: a sentence, and its signals. Signals that did not find the hit are absent. */
export const hitSignals = z.object({
  meaning: z
    .object({
      rank: z.int().meta({ description: "Rank by meaning, from 1." }),
      similarity: z.number().meta({ description: "Cosine similarity to the query." }),
    })
    .optional()
    .meta({ description: "How it was found by meaning; absent if it was not." }),
  words: z
    .object({
      rank: z.int().meta({ description: "Rank by words, from 1." }),
      bm25: z.number().meta({ description: "BM25 score; higher is better." }),
      terms: z.array(z.string()).meta({ description: "Words of the query that it contains." }),
    })
    .optional()
    .meta({ description: "How it was found by words; absent if it was not." }),
  recency: z
    .object({ ageSeconds: z.number().meta({ description: "Age in seconds." }) })
    .optional()
    .meta({ description: "How recent it is; absent if that did not count." }),
});

/** `meaning` is false while the embedding expert is unavailable: the hits were found by words only. */
export const searchedBy = z.object({
  meaning: z
    .boolean()
    .meta({ description: "Whether meaning was searched by; `false` while the embedding expert is unavailable." }),
  words: z.boolean().meta({ description: "Whether words were searched by." }),
});
