import type { Blocks } from "./block.ts";
import { readText } from "./read-text.ts";

const maxPages = 2_000;

/** The text of a PDF, page by page. Throws if it is not a PDF, is encrypted, or has too many pages. Scans have no text. */
export async function readPdf(bytes: Uint8Array): Promise<Blocks> {
  // Load the library's 2 MB only when there is a PDF to read.
  const { extractText, getDocumentProxy } = await import("unpdf");
  const pdf = await getDocumentProxy(bytes, { verbosity: 0 });
  try {
    if (pdf.numPages > maxPages) throw new RangeError(`the document has more than ${maxPages} pages`);
    const { text } = await extractText(pdf, { mergePages: false });
    return text.flatMap((page, index) => readText(page).map((block) => ({ ...block, page: index + 1 })));
  } finally {
    await pdf.loadingTask.destroy();
  }
}
