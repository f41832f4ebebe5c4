import { askChat, ExpertError, type ExpertOptions } from "../embedding/expert-client.ts";
import { extractSummary, type SpokenTurn } from "./extract-summary.ts";
import { keepGrounded } from "./keep-grounded.ts";

const instruction =
  "Summarise this part of a conversation in at most 150 words: what the user wants, states about themselves, decides and is promised. " +
  "Keep names, numbers and dates. Say who said what. Add nothing that is not there. Answer with the summary alone.";

/** Length of the extractive summary that is used when the expert gives no usable one. */
const standInCharacters = 400;

/**
 * An expert's summary of some turns, without sentences that the turns do not support; empty if nothing is left. Turns that do not fit
 * into the expert's context are halved until they do. Throws what `askChat` throws if the expert is unavailable.
 */
export async function summariseTurns(expert: ExpertOptions, turns: readonly SpokenTurn[]): Promise<string> {
  const spoken = turns.map(({ role, content }) => `${role}: ${content}`).join("\n");
  if (spoken === "") return "";
  try {
    return keepGrounded(await askChat(expert, instruction, spoken), spoken);
  } catch (thrown) {
    if (!(thrown instanceof ExpertError && thrown.refused)) throw thrown;
    if (turns.length < 2) return "";
    const half = Math.ceil(turns.length / 2);
    const parts: string[] = [];
    for (const part of [turns.slice(0, half), turns.slice(half)]) {
      const summary = await summariseTurns(expert, part);
      parts.push(summary === "" ? extractSummary(part, standInCharacters) : summary);
    }
    return parts.join("\n");
  }
}
