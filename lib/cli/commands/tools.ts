import { dirname } from "node:path";
import { HearthError } from "@hearth/kernel/errors.ts";
import { cacheFolder } from "../../paths.ts";
import { installTools } from "../../toolchain/install/install-tools.ts";
import { listTools } from "../../toolchain/list-tools.ts";
import { pinTools } from "../../toolchain/pin-tools.ts";
import { formatPrune } from "../../toolchain/prune/format-prune.ts";
import { pruneCache } from "../../toolchain/prune/prune-cache.ts";
import { table as tools, type ToolName } from "../../toolchain/rows/table.ts";
import { makeContext, print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";
import { parse, wholeNumber } from "../options.ts";
import { table } from "@hearth/kernel/table.ts";

export const register: RegisterCommand = (program, signal) => {
  const command = program
    .command("tools")
    .description("manage the pinned programs and models, in a cache that all checkouts share");

  command
    .command("list")
    .description("show every program with its version, state and source")
    .addHelpText("after", "\nExample:\n  hearth tools list")
    .action(async () => {
      const context = makeContext(program.opts(), signal);
      const rows = await listTools();
      const cells = rows.map(({ name, version, state, from }) => [
        name,
        version,
        state === "missing" ? "not installed" : state,
        from.join(", "),
      ]);
      print(context, { json: { tools: rows }, text: table(["tool", "version", "state", "from"], cells, context) });
    });

  command
    .command("install")
    .argument("[names...]", "names from the list; all by default")
    .description("install what is missing or damaged")
    .addHelpText("after", "\nExamples:\n  hearth tools install\n  hearth tools install nomad consul")
    .action(async (names: readonly string[]) => {
      const context = makeContext(program.opts(), signal);
      await installTools(names.length === 0 ? "all" : names.map(toolName), { log: context.log, signal });
    });

  command
    .command("prune")
    .description("remove tools and packed files from the cache that nothing here needs any more")
    .option(
      "--keep <count>",
      "how many versions of each to keep besides those that are needed",
      parse(wholeNumber(0)),
      1,
    )
    .option("--dry-run", "show what would be removed, and remove nothing")
    .addHelpText(
      "after",
      "\nWhat any checkout has used within a day is kept.\n\nExample:\n  hearth tools prune --dry-run",
    )
    .action(async ({ keep, dryRun = false }: { keep: number; dryRun?: boolean }) => {
      const context = makeContext(program.opts(), signal);
      const stacksFolder = dirname(context.folder);
      const report = await pruneCache({ cache: cacheFolder, stacksFolder, keep, dryRun });
      print(context, { json: report, text: formatPrune(report) });
    });

  command
    .command("pin")
    .description("record checksums of vendor downloads (needs access to the vendors)")
    .addHelpText("after", "\nExample:\n  hearth tools pin")
    .action(async () => {
      const context = makeContext(program.opts(), signal);
      const pinned = await pinTools({ log: context.log, signal });
      print(context, { json: { pinned }, text: JSON.stringify(pinned, undefined, 2) });
    });
};

function toolName(name: string): ToolName {
  const tool = tools.find((row) => row.name === name);
  if (tool !== undefined) return tool.name;
  throw new HearthError({
    code: "TOOL_UNAVAILABLE",
    message: `there is no tool ${name}`,
    hint: "List the names with `hearth tools list`.",
  });
}
