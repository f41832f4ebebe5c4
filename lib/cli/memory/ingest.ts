import { readFileSync } from "node:fs";
import { basename, extname } from "node:path";
import type { Command } from "commander";
import { connectMemory } from "../../memory/connect-memory.ts";
import { print } from "../context.ts";
import type { Open } from "./open.ts";
import { unreadable } from "../unreadable.ts";

/** `hearth memory ingest`. */
export function ingest(command: Command, open: Open): void {
  command
    .command("ingest")
    .argument("<file>", "a document: .txt, .md, .html or .pdf")
    .option("--title <text>", "its title; the file's name by default")
    .description("read in a document; the same file again replaces it")
    .addHelpText("after", "\nExample:\n  hearth memory ingest manual.pdf --title 'Washing machine'")
    .action(async (file: string, { title }: { title?: string }) => {
      const context = await open();
      const document = { id: documentId(file), title: title ?? basename(file), source: basename(file) };
      const taken = await (
        await connectMemory(context.folder)
      ).call("ingestDocument", {
        body: { ...document, ...contentOf(file) },
      });
      const { added, kept, removed } = taken;
      print(context, { json: taken, text: `${document.id}: ${added} passages new, ${kept} kept, ${removed} removed` });
    });
}

const documentId = (file: string): string =>
  basename(file)
    .replaceAll(/[^\w.:-]/g, "_")
    .slice(0, 128);

function contentOf(file: string) {
  try {
    const content = readFileSync(file);
    switch (extname(file).toLowerCase()) {
      case ".pdf":
        return { mediaType: "application/pdf" as const, base64: content.toString("base64") };
      case ".html":
      case ".htm":
        return { mediaType: "text/html" as const, text: content.toString("utf8") };
      case ".md":
        return { mediaType: "text/markdown" as const, text: content.toString("utf8") };
      default:
        return { mediaType: "text/plain" as const, text: content.toString("utf8") };
    }
  } catch (cause) {
    throw unreadable(file, cause);
  }
}
