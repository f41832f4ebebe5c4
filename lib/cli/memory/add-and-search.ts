import type { Command } from "commander";
import { defined } from "@hearth/kernel/defined.ts";
import { messageOf } from "@hearth/kernel/errors.ts";
import { connectMemory } from "../../memory/connect-memory.ts";
import type { MemoryClient } from "@hearth/memory-client/client/memory-client.ts";
import { print } from "../context.ts";
import { parse, wholeNumber } from "../options.ts";
import { formatAdded, formatFound } from "./format-memories.ts";
import type { Open } from "./open.ts";
import { relevantHits, type HitSignals } from "./relevant-hits.ts";

interface Who {
  readonly user?: string;
  readonly tag?: readonly string[];
}

const filterOf = ({ user, tag }: Who) => ({
  ...defined({ user }),
  ...(tag === undefined ? {} : { tags: [...tag] }),
});

interface DocumentQuery extends Who {
  readonly query: string;
  readonly limit: number;
}

const searchDocuments = (client: MemoryClient, { query, limit, ...who }: DocumentQuery) =>
  client.call("searchDocuments", { body: { query, limit, filter: filterOf(who) } });

interface Hit {
  readonly signals: HitSignals;
}

const noDocuments: Awaited<ReturnType<typeof searchDocuments>> = { hits: [], by: { meaning: true, words: true } };

interface Citation {
  readonly title: string;
  readonly page?: number | undefined;
  readonly heading?: string | undefined;
}

const placeOf = ({ title, page, heading }: Citation): string =>
  [title, ...(page === undefined ? [] : [`page ${page}`]), ...(heading === undefined ? [] : [heading])].join(", ");

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
      print(context, { json: added, text: formatAdded(added) });
    });

  command
    .command("search")
    .argument("<query...>", "what to look for")
    .option("-n, --limit <count>", "maximum number of results", parse(wholeNumber(1)), 10)
    .option("-u, --user <name>", "only what is about or from this person")
    .option("-t, --tag <name...>", "only what has all these tags")
    .description("find memories and passages of documents, by meaning and by words; each says why it matched")
    .addHelpText("after", '\nExamples:\n  hearth memory search "when was the heating looked at" --json')
    .option("--no-documents", "only memories, no passages of documents")
    .option("--all", "also what has little to do with the question")
    .action(async (words: readonly string[], options: Who & { limit: number; documents: boolean; all?: boolean }) => {
      const { limit, user, tag } = options;
      const who = defined({ user, tag });
      const context = await open();
      const client = await connectMemory(context.folder);
      const query = words.join(" ");
      const [found, passages] = await Promise.all([
        client.call("searchMemories", { body: { query, limit, filter: filterOf(who) } }),
        options.documents
          ? searchDocuments(client, { query, limit, ...who }).catch((thrown: unknown) => {
              // A key may be for memories alone.
              context.log.warn(`documents were not searched: ${messageOf(thrown)}`);
              return noDocuments;
            })
          : noDocuments,
      ]);
      const kept = <T extends Hit>(of: { readonly hits: readonly T[]; readonly by: { readonly meaning: boolean } }) =>
        options.all === true ? of.hits : relevantHits(of.hits, { byMeaning: of.by.meaning });
      const [memories, documents] = [kept(found), kept(passages)];
      const left = found.hits.length + passages.hits.length - memories.length - documents.length;
      const hits = memories.map(({ id, text, score, why, at, source }) => ({ id, text, score, why, at, source }));
      const read = documents.map((passage) => ({ ...passage, place: placeOf(passage.citation) }));
      print(context, {
        json: { hits, by: found.by, documents, leftOut: left },
        text: formatFound({ hits, read, left }),
      });
    });
}
