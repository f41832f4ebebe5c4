import type { MemoryClient } from "@hearth/memory-client/client/memory-client.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { percentile } from "../measure/percentile.ts";
import { partOf, type Part } from "./part-of.ts";
import { bm25Ranker, gainAt10, substringRanker, type Ranker } from "./rankers.ts";
import { readParaphrases, type ParaphrasedSkill } from "./read-paraphrases.ts";
import { startEmbedder } from "./start-embedder.ts";
import { startService } from "./start-service.ts";

/** Mean nDCG@10 of a way to search, over the questions of one part. */
export interface SkillFigures {
  readonly search: string;
  readonly part: Part;
  readonly questions: number;
  readonly all: number;
  readonly english: number;
  readonly german: number;
  /** How often the right skill is first, of all questions. */
  readonly first: number;
  readonly p50Ms: number;
}

export interface SkillResults {
  readonly skills: number;
  readonly questions: number;
  readonly searches: readonly SkillFigures[];
}

/** Asks every question of the paraphrase set: the service as it is and with German left as it is, substrings, and plain BM25. */
export async function measureSkills(signal: AbortSignal): Promise<SkillResults> {
  const skills = readParaphrases();
  const texts = skills.map(({ name, description }) => ({ name, text: `${name.replaceAll("-", " ")} ${description}` }));
  await using embedder = await startEmbedder(signal);
  await using service = await startService(embedder.url);
  await using plain = await startService(embedder.url, { glossGerman: false });
  const rankers = {
    hearth: await serviceRanker(service.client, skills, signal),
    "hearth, German as it is": await serviceRanker(plain.client, skills, signal),
    substring: substringRanker(texts),
    bm25: bm25Ranker(texts),
  };
  const searches: SkillFigures[] = [];
  for (const part of ["held out", "chosen by"] as const) {
    for (const [search, ranker] of Object.entries(rankers)) {
      const of = skills.filter(({ name }) => partOf(name) === part);
      searches.push({ search, part, ...(await evaluate(ranker, of)) });
    }
  }
  return { skills: skills.length, questions: skills.flatMap((skill) => questionsOf(skill)).length, searches };
}

/** Saves the skills, and waits until each has its vector. */
async function serviceRanker(
  client: MemoryClient,
  skills: readonly ParaphrasedSkill[],
  signal: AbortSignal,
): Promise<Ranker> {
  for (const { name, description } of skills)
    await client.call("saveSkill", { body: { name, description, content: "steps" } });
  const [probe] = skills;
  await waitFor({ what: "all skills' vectors", limitMs: 60_000, intervalMs: 200, signal }, async () => {
    const { hits } = await client.call("searchSkills", { body: { query: probe?.description ?? "", limit: 100 } });
    const embedded = hits.filter(({ signals }) => signals.meaning !== undefined).length;
    return embedded === skills.length ? ready(undefined) : notYet(`${embedded} of ${skills.length}`);
  });
  return async (query) => {
    const { hits } = await client.call("searchSkills", { body: { query, limit: 10 } });
    return hits.map(({ name }) => name);
  };
}

/** How well a way to search finds the right one for the questions of some skills, among all. */
export async function evaluate(
  ranker: Ranker,
  skills: readonly ParaphrasedSkill[],
): Promise<Omit<SkillFigures, "search" | "part">> {
  const gains = { english: [] as number[], german: [] as number[] };
  const times: number[] = [];
  for (const skill of skills) {
    for (const language of ["english", "german"] as const) {
      for (const question of skill[language]) {
        const start = performance.now();
        gains[language].push(gainAt10(await ranker(question), skill.name));
        times.push(performance.now() - start);
      }
    }
  }
  const all = [...gains.english, ...gains.german];
  return {
    questions: all.length,
    all: mean(all),
    english: mean(gains.english),
    german: mean(gains.german),
    first: mean(all.map((gain) => (gain === 1 ? 1 : 0))),
    p50Ms: percentile(times, 0.5),
  };
}

const questionsOf = ({ english, german }: ParaphrasedSkill): readonly string[] => [...english, ...german];

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
