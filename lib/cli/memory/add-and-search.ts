import type { Command } from "commander";
import { defined } from "@hearth/kernel/defined.ts";
import { connectMemory } from "../../memory/connect-memory.ts";
import { print } from "../context.ts";
import { parse, wholeNumber } from "../options.ts";
import type { Open } from "./open.ts";

interface Who {
  readonly user?: string;
  readonly tag?: readonly string[];
}

const filterOf = ({ user, tag }: Who) => ({
  ...defined({ user }),
  ...(tag === undefined ? {} : { tags: [...tag] }),
});

interface AddOptions extends Who {
  readonly said?: boolean;
  readonly subject?: string;
  readonly sensitive?: boolean;
}

/** `hearth memory add` and `search`. */
export function addAndSearch(command: Command, open: Open): void {
  command
    .command("add")
    .argument("<text...>", "one fact, as a sentence")
    .option("--said", "these are the person's own words; otherwise it counts as an inference")
    .option("--subject <name>", "what the fact is about; a newer fact on the same subject supersedes an older one")
    .option("--sensitive", "keep it encrypted and out of every index")
    .option("-u, --user <name>", "the person it is about or from")
    .option("-t, --tag <name...>", "tags")
    .description("save a memory")
    .addHelpText(
      "after",
      '\nExamples:\n  hearth memory add "The boiler was serviced in May 2026" --subject boiler --tag house',
    )
    .action(async (words: readonly string[], { said, subject, sensitive, ...who }: AddOptions) => {
      const context = await open();
      const client = await connectMemory(context.folder);
      const added = await client.call("addMemory", {
        body: {
          text: words.join(" "),
          source: said === true ? "said" : "inferred",
          sensitive: sensitive ?? false,
          ...defined({ subject }),
          ...filterOf(who),
        },
      });
      const text = added.merged ? `already known: ${added.memory.id}` : `saved as ${added.memory.id}`;
      print(context, { json: added, text });
    });

  command
    .command("search")
    .argument("<query...>", "what to look for")
    .option("-n, --limit <count>", "maximum number of results", parse(wholeNumber(1)), 10)
    .option("-u, --user <name>", "only what is about or from this person")
    .option("-t, --tag <name...>", "only what has all these tags")
    .description("find memories by meaning and by words; each result says why it matched")
    .addHelpText("after", '\nExamples:\n  hearth memory search "when was the heating looked at" --json')
    .action(async (words: readonly string[], { limit, ...who }: Who & { limit: number }) => {
      const context = await open();
      const client = await connectMemory(context.folder);
      const found = await client.call("searchMemories", {
        body: { query: words.join(" "), limit, filter: filterOf(who) },
      });
      const hits = found.hits.map(({ id, text, score, why, at, source }) => ({ id, text, score, why, at, source }));
      const text = hits.map((hit) => `${hit.text}\n  ${hit.why} (${hit.id})`);
      print(context, {
        json: { hits, by: found.by },
        text: text.length === 0 ? "no memories found" : text.join("\n"),
      });
    });
}
