import { createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Command } from "commander";
import type { MemoryClient } from "@hearth/memory-client/client/memory-client.ts";
import { connectMemory } from "../../memory/connect-memory.ts";
import { print } from "../context.ts";
import type { Open } from "./open.ts";
import { unreadable } from "../unreadable.ts";

/** `hearth memory export` and `import`. */
export function exportAndImport(command: Command, open: Open): void {
  command
    .command("export")
    .argument("[file]", "file to write; stdout by default")
    .description("write everything as JSON Lines; sensitive texts stay encrypted")
    .addHelpText("after", "\nExample:\n  hearth memory export > memories.jsonl")
    .action(async (file?: string) => {
      const context = await open();
      const client = await connectMemory(context.folder);
      const target = file === undefined ? process.stdout : createWriteStream(file, { mode: 0o600 });
      await pipeline(Readable.from(withLineEnds(client)), target, { end: file !== undefined });
    });

  command
    .command("import")
    .argument("<file>", "an exported file")
    .description("import an export; records with the same ID are replaced")
    .addHelpText("after", "\nExample:\n  hearth memory import memories.jsonl")
    .action(async (file: string) => {
      const context = await open();
      const client = await connectMemory(context.folder);
      const source = createReadStream(file);
      const failed = new Promise<never>((_, reject) => source.on("error", (cause) => reject(unreadable(file, cause))));
      const lines = createInterface({ input: source, crlfDelay: Infinity });
      const taken = await Promise.race([client.importLines(lines), failed]);
      print(context, { json: taken, text: `${taken.imported} records imported` });
    });
}

async function* withLineEnds(client: MemoryClient): AsyncIterable<string> {
  for await (const line of client.exportLines()) yield `${line}\n`;
}
