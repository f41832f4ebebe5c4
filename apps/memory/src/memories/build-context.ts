import type { AnswerOf, Call } from "../service/call.ts";
import type { Core } from "../service/core.ts";
import { toTime } from "../service/times.ts";
import { toFilter } from "../service/to-filter.ts";
import type { KeptRecord } from "../store/record.ts";
import { bodyOf } from "./memory-body.ts";

/** How many of each are considered; the budget mostly ends earlier. */
const mostMemories = 20;
const mostEpisodes = 2;

/** The text that a request's model is given: the session's latest episodes, then memories, best first, each with its id. */
export async function buildContext(
  { searcher, store, now }: Core,
  { caller, body: { query, filter = {}, characters } }: Call<"context">,
): Promise<AnswerOf<"context">> {
  const { tenant } = caller;
  const wanted = toFilter(filter);
  const { session, ...everywhere } = wanted;
  const [episodes, { hits }] = await Promise.all([
    session === undefined
      ? []
      : store.list({ tenant, kind: "episode", filter: wanted, nowMs: now(), limit: mostEpisodes }),
    searcher.search({
      tenant,
      kind: "memory",
      query,
      filter: everywhere,
      limit: mostMemories,
      weights: { meaning: 1, words: 0.2, recency: 0.05 },
    }),
  ]);
  const lines = [...episodes.toReversed(), ...hits.map(({ record }) => record)].map((record) => ({
    id: record.id,
    text: lineOf(record),
  }));
  let left = characters;
  const fitting = lines.filter(({ text }) => {
    const fits = text.length + 1 <= left;
    if (fits) left -= text.length + 1;
    return fits;
  });
  return { text: fitting.map(({ text }) => text).join("\n"), ids: fitting.map(({ id }) => id) };
}

function lineOf(record: KeptRecord): string {
  const day = toTime(record.atMs).slice(0, 10);
  const origin = record.kind === "episode" ? "earlier in this conversation" : bodyOf(record).source;
  return `[${record.id}] (${day}, ${origin}) ${(record.text ?? "").replaceAll("\n", " ")}`;
}
