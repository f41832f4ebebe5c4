import { z } from "zod";

/*
 * Fields that occur in many requests. Times are ISO 8601 texts. Names of users, agents and sessions are the caller's own: any text
 * without control characters.
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
export const metadata = z.record(z.string().max(200), z.json());

/** Who and when; every field given must match exactly, `tags` all of them, `from` inclusive, `before` exclusive. */
export const filter = z.strictObject({
  user: name.optional(),
  agent: name.optional(),
  session: name.optional(),
  tags: tags.optional(),
  from: time.optional(),
  before: time.optional(),
});

/** A filter in a query string: `tags` is a list with commas. */
export const listQuery = z.strictObject({
  user: name.optional(),
  agent: name.optional(),
  session: name.optional(),
  tags: z.string().optional(),
  from: time.optional(),
  before: time.optional(),
  limit: z.coerce.number().pipe(limit).optional(),
  cursor: z.coerce.number().pipe(z.int().nonnegative()).optional(),
});

/** Why a hit is one: a sentence, and the signals that it sums up. A signal that did not find the hit is absent. */
export const hitSignals = z.object({
  meaning: z.object({ rank: z.int(), similarity: z.number() }).optional(),
  words: z.object({ rank: z.int(), bm25: z.number(), terms: z.array(z.string()) }).optional(),
  recency: z.object({ ageSeconds: z.number() }).optional(),
});

/** `meaning` is false while the embedding expert is away: the hits are by words only. */
export const searchedBy = z.object({ meaning: z.boolean(), words: z.boolean() });

export const noAnswer = z.object({});
