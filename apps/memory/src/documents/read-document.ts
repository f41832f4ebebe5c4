import { messageOf } from "@hearth/kernel/errors.ts";
import { ApiError } from "../api/api-error.ts";
import type { Blocks } from "./block.ts";
import { readHtml } from "./read-html.ts";
import { readPdf } from "./read-pdf.ts";
import { readMarkdown, readText } from "./read-text.ts";

export interface Source {
  readonly mediaType: "text/plain" | "text/markdown" | "text/html" | "application/pdf";
  readonly bytes: Uint8Array;
}

/** A document's paragraphs. Throws ApiError `unreadable`. */
export async function readDocument({ mediaType, bytes }: Source): Promise<Blocks> {
  const blocks = await read({ mediaType, bytes });
  if (blocks.length > 0) return blocks;
  throw new ApiError("unreadable", "There is no text in this document.", { param: "base64" });
}

async function read({ mediaType, bytes: given }: Source): Promise<Blocks> {
  // A thread receives plain bytes.
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  switch (mediaType) {
    case "text/plain":
      return readText(bytes.toString());
    case "text/markdown":
      return readMarkdown(bytes.toString());
    case "text/html":
      return readHtml(bytes.toString());
    case "application/pdf":
      try {
        return await readPdf(new Uint8Array(bytes));
      } catch (thrown) {
        throw new ApiError("unreadable", `This is not a PDF that can be read: ${messageOf(thrown)}.`, {
          param: "base64",
        });
      }
  }
}
