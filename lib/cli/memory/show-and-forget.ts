import type { Command } from "commander";
import { defined } from "@hearth/kernel/defined.ts";
import { exitCodes } from "@hearth/kernel/error-table.ts";
import { connectMemory } from "../../memory/connect-memory.ts";
import { confirm } from "../confirm.ts";
import { print } from "../context.ts";
import { futureMoment, orNone, parse, wholeNumber, type OrNone } from "../options.ts";
import { addRemovalOptions, type RemovalOptions } from "../removal-options.ts";
import {
  formatForgetting,
  formatForgotten,
  formatMemory,
  formatMemoryList,
  shownBeforeForgetting,
} from "./format-memories.ts";
import type { Open } from "./open.ts";

interface ListOptions {
  readonly limit: number;
  readonly user?: string;
  readonly tag?: readonly string[];
}

interface EditOptions {
  readonly tag?: readonly string[];
  readonly expires?: OrNone<Date>;
}

/** `hearth memory list`, `show`, `edit` and `forget`. */
export function showAndForget(command: Command, open: Open): void {
  command
    .command("list")
    .option("-n, --limit <count>", "how many at most", parse(wholeNumber(1, 100)), 50)
    .option("-u, --user <name>", "only what is about or from this person")
    .option("-t, --tag <name...>", "only what has all these tags")
    .description("list memories, newest first")
    .addHelpText("after", "\nExamples:\n  hearth memory list\n  hearth memory list --user ann --tag house")
    .action(async ({ limit, user, tag }: ListOptions) => {
      const context = await open();
      const client = await connectMemory(context.folder);
      const { memories, cursor } = await client.call("listMemories", {
        query: { limit, ...defined({ user, tags: tag?.join(",") }) },
      });
      const more = cursor === undefined ? [] : ["", `There are more; show up to 100 with --limit, or narrow it down.`];
      print(context, { json: { memories }, text: [formatMemoryList(memories, context), ...more].join("\n") });
    });

  command
    .command("show")
    .argument("<id>", "a memory, as list and search name it")
    .description("show one memory with all that is known of it, sensitive ones too")
    .addHelpText("after", "\nExample:\n  hearth memory show m_01JABCDEF")
    .action(async (id: string) => {
      const context = await open();
      const { memory } = await (await connectMemory(context.folder)).call("getMemory", { params: { id } });
      print(context, { json: { memory }, text: formatMemory(memory) });
    });

  const edit = command.command("edit");
  edit
    .argument("<id>", "a memory, as list and search name it")
    .argument("[text...]", "its new text")
    .option("-t, --tag <name...>", "its tags, instead of the old ones")
    .option(
      "--expires <when>",
      "forget it after a time such as 30d, or at a date; none: never",
      parse(orNone(futureMoment)),
    )
    .description("correct a memory")
    .addHelpText("after", '\nExample:\n  hearth memory edit m_01JABCDEF "The boiler was serviced in June 2026"')
    .action(async (id: string, words: readonly string[], { tag, expires }: EditOptions) => {
      if (words.length === 0 && tag === undefined && expires === undefined) {
        edit.error("error: nothing to change; give a text, --tag or --expires", { exitCode: exitCodes.usage });
      }
      const context = await open();
      const { memory } = await (
        await connectMemory(context.folder)
      ).call("updateMemory", {
        params: { id },
        body: {
          ...(words.length > 0 && { text: words.join(" ") }),
          ...(tag !== undefined && { tags: [...tag] }),
          ...(expires !== undefined && { expires: expires === "none" ? null : expires.toISOString() }),
        },
      });
      print(context, { json: { memory }, text: formatMemory(memory) });
    });

  const forget = addRemovalOptions(command.command("forget"));
  forget
    .argument("[ids...]", "memories, as list and search name them")
    .option("-u, --user <name>", "all that is about or from this person")
    .option("-t, --tag <name...>", "all that has all these tags")
    .description("delete memories for good; backups made before still hold them")
    .addHelpText(
      "after",
      "\nForgetting by --user or --tag asks for the stack's name, unless --yes is given." +
        "\n\nExamples:\n  hearth memory forget m_01JABCDEF\n  hearth memory forget --user guest --dry-run",
    )
    .action(async (ids: readonly string[], options: RemovalOptions & Omit<ListOptions, "limit">) => {
      const { user, tag, yes = false, dryRun = false } = options;
      const isFilter = user !== undefined || tag !== undefined;
      if (isFilter === ids.length > 0) {
        forget.error("error: name memories by their ids, or by --user and --tag", { exitCode: exitCodes.usage });
      }
      const context = await open();
      const client = await connectMemory(context.folder);
      if (dryRun || isFilter) {
        const query = { limit: shownBeforeForgetting, ...defined({ user, tags: tag?.join(",") }) };
        const { memories: found, cursor } = isFilter
          ? await client.call("listMemories", { query })
          : {
              memories: await Promise.all(
                ids.map(async (id) => (await client.call("getMemory", { params: { id } })).memory),
              ),
            };
        const text = formatForgetting(found, { hasMore: cursor !== undefined, dryRun, width: context.width });
        if (dryRun || found.length === 0) {
          print(context, { json: { memories: found, ...(!dryRun && { forgotten: 0 }), done: false }, text });
          return;
        }
        context.log.info(text);
        await confirm({ word: context.stack, yes }, undefined, context.signal);
      }
      let forgotten = 0;
      if (isFilter) {
        const filter = { ...defined({ user }), ...(tag !== undefined && { tags: [...tag] }) };
        forgotten = (await client.call("forgetMemories", { body: { filter } })).forgotten;
      } else {
        for (const id of ids) forgotten += (await client.call("forgetMemory", { params: { id } })).forgotten;
      }
      print(context, {
        json: { forgotten, done: true },
        text: formatForgotten(forgotten, isFilter ? undefined : ids.length),
      });
    });
}
