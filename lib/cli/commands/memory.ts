import { connectMemory } from "../../memory/connect-memory.ts";
import { loadStack } from "../../stack/load-stack.ts";
import { reachCluster } from "../../stack/reach-cluster.ts";
import { makeContext } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";
import { addAndSearch } from "../memory/add-and-search.ts";
import { backups } from "../memory/backups.ts";
import { exportAndImport } from "../memory/export-and-import.ts";
import { ingest } from "../memory/ingest.ts";
import { keys } from "../memory/keys.ts";
import { showAndForget } from "../memory/show-and-forget.ts";
import type { Open } from "../memory/open.ts";

export const register: RegisterCommand = (program, signal) => {
  const command = program.command("memory").description("manage what the house's agents remember");
  const open: Open = async () => {
    const context = makeContext(program.opts(), signal);
    const stack = await loadStack(context.stack);
    reachCluster(stack);
    return context;
  };
  addAndSearch(command, open);
  showAndForget(command, open);
  ingest(command, open);
  exportAndImport(command, open);
  backups(command, open);
  keys(command, open);

  command
    .command("mcp")
    .description("run an MCP server on stdin and stdout, for programs that start MCP servers by command")
    .addHelpText(
      "after",
      "\nExamples, in that program's configuration:\n  hearth memory mcp\n  hearth --stack home memory mcp",
    )
    .action(async () => {
      // Its packages are large, so only this command loads them.
      const { serveMcpStdio } = await import("@hearth/memory-client/mcp/serve-mcp-stdio.ts");
      await serveMcpStdio(await connectMemory((await open()).folder));
    });
};
