import type { z } from "zod";
import type { episode } from "@hearth/contracts/memory/api/conversations.ts";
import { defined } from "@hearth/kernel/defined.ts";
import { randomId } from "../memories/memory-id.ts";
import { toTime } from "../service/times.ts";
import type { JsonObject, KeptRecord, StoredRecord } from "../store/record.ts";
import { extractSummary, type SpokenTurn } from "./extract-summary.ts";

export type EpisodeAnswer = z.input<typeof episode>;

export interface EpisodeBody {
  /** What made the summary: an expert's name, or `extract`. */
  readonly by: string;
  readonly turns: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** The turns, until an expert has summarised them. */
  readonly transcript?: readonly SpokenTurn[];
}

/** The group of episodes that wait for an expert's summary. */
export const toSummarise = "to summarise";

const summaryCharacters = 1_500;
const transcriptCharacters = 32_000;

export const episodeBodyOf = (record: KeptRecord): EpisodeBody => record.body as unknown as EpisodeBody;

export const spokenTurn = ({ body }: KeptRecord): SpokenTurn => body as unknown as SpokenTurn;

/** Turns a session's turns, oldest first, into an episode. */
export function makeEpisode(turns: readonly [KeptRecord, ...KeptRecord[]], waitsForExpert: boolean): StoredRecord {
  const [first] = turns;
  const last = turns.at(-1) ?? first;
  const spoken = turns.map(spokenTurn);
  let left = transcriptCharacters;
  const transcript = spoken.filter(({ content }) => (left -= content.length) >= 0);
  const body: EpisodeBody = {
    by: "extract",
    turns: turns.length,
    fromMs: first.atMs,
    toMs: last.atMs,
    ...(waitsForExpert ? { transcript } : {}),
  };
  const { tenant, user, agent, session } = last;
  return {
    tenant,
    kind: "episode",
    id: randomId("e"),
    ...defined({ user, agent, session }),
    ...(waitsForExpert ? { group: toSummarise } : {}),
    tags: [],
    active: true,
    atMs: last.atMs,
    text: extractSummary(spoken, summaryCharacters),
    body: body as unknown as JsonObject,
    revision: 1,
  };
}

/** Turns episodes of one session into a long-term memory. Its source is `summary`, never `said`. */
export function makeLongTerm(
  episodes: readonly [KeptRecord, ...KeptRecord[]],
  { nowMs, maxCharacters }: { readonly nowMs: number; readonly maxCharacters: number },
): StoredRecord {
  const [first] = episodes;
  const last = episodes.at(-1) ?? first;
  const share = Math.floor(maxCharacters / episodes.length) - 1;
  const { tenant, user, agent, session } = last;
  return {
    tenant,
    kind: "memory",
    id: randomId("m"),
    ...defined({ user, agent, session }),
    tags: ["conversation"],
    active: true,
    atMs: last.atMs,
    text: episodes.map(({ text = "" }) => text.slice(0, share)).join("\n"),
    body: {
      source: "summary",
      createdMs: nowMs,
      updatedMs: nowMs,
      said: 1,
      metadata: {
        episodes: episodes.length,
        from: toTime(episodeBodyOf(first).fromMs),
        to: toTime(episodeBodyOf(last).toMs),
      },
    },
    revision: 1,
  };
}

export function toEpisode(record: KeptRecord): EpisodeAnswer {
  const { by, turns, fromMs, toMs } = episodeBodyOf(record);
  return {
    id: record.id,
    session: record.session ?? "",
    summary: record.text ?? "",
    by,
    turns,
    from: toTime(fromMs),
    to: toTime(toMs),
  };
}
