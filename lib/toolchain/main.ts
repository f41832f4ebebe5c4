import { exitCodes } from "@hearth/kernel/error-table.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { createLog, terminalSink } from "@hearth/kernel/log.ts";
import { interruptSignal } from "../interrupt-signal.ts";
import { installTools } from "./install/install-tools.ts";
import { table, type ToolName } from "./rows/table.ts";

/** `node lib/toolchain/main.ts install [NAME…]`: installs tools without the rest of Hearth. */
async function main([verb, ...names]: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !table.some((tool) => tool.name === name));
  if (verb !== "install" || unknown.length > 0) {
    process.stderr.write(`usage: main.ts install [NAME…]\n  names: ${table.map((tool) => tool.name).join(" ")}\n`);
    process.exitCode = exitCodes.usage;
    return;
  }
  const signal = interruptSignal({ hint: "Run it again to continue." });
  try {
    const wanted = names.length === 0 ? "all" : (names as ToolName[]);
    await installTools(wanted, { log: createLog(terminalSink), signal });
  } catch (thrown) {
    if (!(thrown instanceof HearthError)) throw thrown;
    process.stderr.write(`${thrown.format()}\n`);
    process.exitCode = thrown.exitCode;
  }
}

await main(process.argv.slice(2));
