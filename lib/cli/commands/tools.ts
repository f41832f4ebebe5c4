import { HearthError } from "../../errors.ts";
import { installTools } from "../../toolchain/install-tools.ts";
import { listTools } from "../../toolchain/list-tools.ts";
import { pinTools } from "../../toolchain/pin-tools.ts";
import { table as tools, type ToolName } from "../../toolchain/table.ts";
import { makeContext, print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";
import { table } from "../../table.ts";

export const register: RegisterCommand = (program, signal) => {
  const command = program
    .command("tools")
    .description("the pinned programs and models, kept in a cache that checkouts share");

  command
    .command("list")
    .description("show every program with its version, its state and where it came from")
    .action(async () => {
      const context = makeContext(program.opts(), signal);
      const rows = await listTools();
      const cells = rows.map(({ name, version, state, from }) => [name, version, state, from.join(", ")]);
      print(context, { json: rows, text: table(["tool", "version", "state", "from"], cells) });
    });

  command
    .command("install")
    .argument("[names...]", "tools of the list; all of them unless told")
    .description("install what is missing or damaged")
    .action(async (names: readonly string[]) => {
      const context = makeContext(program.opts(), signal);
      await installTools(names.length === 0 ? "all" : names.map(toolName), { log: context.log, signal });
    });

  command
    .command("pin")
    .description("fill in the checksums of vendors' files, from a machine that reaches the vendors")
    .action(async () => {
      const context = makeContext(program.opts(), signal);
      const pinned = await pinTools({ log: context.log, signal });
      print(context, { json: pinned, text: JSON.stringify(pinned, undefined, 2) });
    });
};

function toolName(name: string): ToolName {
  const tool = tools.find((row) => row.name === name);
  if (tool !== undefined) return tool.name;
  throw new HearthError({
    code: "TOOL_UNAVAILABLE",
    message: `there is no tool ${name}`,
    hint: "See the names with `hearth tools list`.",
  });
}
