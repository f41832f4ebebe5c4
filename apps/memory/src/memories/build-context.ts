import type { z } from "zod";
import type { note } from "@hearth/contracts/memory/api/memories.ts";
import { defined } from "@hearth/kernel/defined.ts";
import { surroundings, type Fused } from "../search/fuse.ts";
import type { AnswerOf, Call } from "../service/call.ts";
import type { Core } from "../service/core.ts";
import { toTime } from "../service/times.ts";
import { toFilter } from "../service/to-filter.ts";
import type { KeptRecord } from "../store/record.ts";
import { bodyOf } from "./memory-body.ts";

const maxEpisodes = 2;
const weights = { meaning: 1, words: 0.4, recency: 0.05, ...surroundings };

/**
 * The text for a request's model: the session's latest episodes, then memories, best first, each with its id. Never includes sensitive
 * memories.
 */
export async function buildContext(
  { searcher, store, now }: Core,
  { caller, body }: Call<"context">,
): Promise<AnswerOf<"context">> {
  const { tenant } = caller;
  const { query, filter = {}, characters, limit, minSimilarity, withinMs } = body;
  const wanted = toFilter(filter);
  const { session, ...everywhere } = wanted;
  const [episodes, { hits, by }] = await Promise.all([
    session === undefined
      ? []
      : store.list({ tenant, kind: "episode", filter: wanted, nowMs: now(), limit: maxEpisodes }),
    searcher.search({
      tenant,
      kind: "memory",
      query,
      filter: everywhere,
      limit,
      weights,
      ...defined({ vectorMs: withinMs }),
    }),
  ]);
  const relevant = hits.filter((hit) => isRelevant(hit, minSimilarity)).map(({ record }) => record);
  let left = characters;
  const fitting = [...episodes.toReversed(), ...relevant].filter((record) => {
    // Sealed texts are not searched today; this is a safeguard.
    if (record.text === undefined) return false;
    const length = lineOf(record).length + 1;
    const fits = length <= left;
    if (fits) left -= length;
    return fits;
  });
  return {
    text: fitting.map(lineOf).join("\n"),
    ids: fitting.map(({ id }) => id),
    notes: fitting.map(toNote),
    by,
  };
}

/** A hit without a similarity was found by its words: it has no vector yet, or many others are nearer. */
function isRelevant({ meaning, words }: Fused, least: number): boolean {
  if (meaning === undefined) return true;
  return meaning.similarity >= (words === undefined ? least : least / 2);
}

function lineOf(record: KeptRecord): string {
  const day = toTime(record.atMs).slice(0, 10);
  const origin = record.kind === "episode" ? "earlier in this conversation" : bodyOf(record).source;
  return `[${record.id}] (${day}, ${origin}) ${(record.text ?? "").replaceAll("\n", " ")}`;
}

const toNote = (record: KeptRecord): z.input<typeof note> => ({
  id: record.id,
  text: record.text ?? "",
  at: toTime(record.atMs),
  source: record.kind === "episode" ? "summary" : bodyOf(record).source,
  ...defined({ user: record.user, agent: record.agent }),
});
