import { memoryConfigSchema } from "@hearth/contracts/memory/memory-config.ts";
import { embedTexts } from "../../apps/memory/src/embedding/expert-client.ts";
import { compareStatements } from "../../apps/memory/src/memories/compare-statements.ts";
import { dot, normalise } from "../../apps/memory/src/vectors/normalise.ts";
import { readAsEnglish } from "@hearth/language/read-as-english.ts";
import { interruptSignal } from "../../lib/interrupt-signal.ts";
import { markdownTable } from "../report/markdown-table.ts";
import { pairFiles, readStatementPairs, type StatementPair } from "./read-statement-pairs.ts";
import { startEmbedder } from "./start-embedder.ts";

// usage: node bench/memory/judge-duplicates.ts; what the service does with labelled pairs, with the kit's embedding model

const { sameFrom, contradictsFrom } = memoryConfigSchema.shape.duplicates.parse({});
await using embedder = await startEmbedder(interruptSignal({ hint: "Run it again." }));
const expert = { url: embedder.url, model: "all-minilm-l6-v2", timeoutMs: 60_000 };

async function verdictOf({ older, newer }: StatementPair): Promise<string> {
  const [left, right] = (await embedTexts(expert, [older, newer].map(readAsEnglish))).map((vector) =>
    normalise(vector),
  );
  const similarity = left === undefined || right === undefined ? 0 : dot(left, right);
  const relation = compareStatements(older, newer);
  const from = relation === "same" ? sameFrom : contradictsFrom;
  return relation !== "other" && similarity >= from ? relation : "other";
}

const rows: string[][] = [];
for (const [name, file] of Object.entries(pairFiles)) {
  const judged: { readonly label: string; readonly verdict: string }[] = [];
  for (const pair of readStatementPairs(file)) judged.push({ label: pair.label, verdict: await verdictOf(pair) });
  for (const label of ["same", "contradicts", "related"]) {
    const ours = judged.filter((each) => each.label === label);
    const count = (verdict: string): string => String(ours.filter((each) => each.verdict === verdict).length);
    rows.push([name, `${label}, ${ours.length}`, count("same"), count("contradicts"), count("other")]);
  }
}
process.stdout.write(`${markdownTable(["Pairs", "Label", "Same", "Contradicts", "Left alone"], rows)}\n`);
