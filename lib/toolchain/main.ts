import { HearthError } from "@hearth/kernel/errors.ts";
import { createLog, terminalSink } from "@hearth/kernel/log.ts";
import { installTools } from "./install/install-tools.ts";
import { table, type ToolName } from "./rows/table.ts";

/** `node lib/toolchain/main.ts install [NAME…]`: the toolchain stage alone, without the rest of Hearth. */
async function main([verb, ...names]: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !table.some((tool) => tool.name === name));
  if (verb !== "install" || unknown.length > 0) {
    process.stderr.write(`usage: main.ts install [NAME…]\n  names: ${table.map((tool) => tool.name).join(" ")}\n`);
    process.exitCode = 64;
    return;
  }
  const ended = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () =>
      ended.abort(
        new HearthError({ code: "INTERRUPTED", message: `ended by ${signal}`, hint: "Run it again to go on." }),
      ),
    );
  }
  try {
    const wanted = names.length === 0 ? "all" : (names as ToolName[]);
    await installTools(wanted, { log: createLog(terminalSink), signal: ended.signal });
  } catch (thrown) {
    if (!(thrown instanceof HearthError)) throw thrown;
    process.stderr.write(`${thrown.format()}\n`);
    process.exitCode = thrown.exitCode;
  }
}

await main(process.argv.slice(2));
