import { open } from "node:fs/promises";
import { nameContent } from "../models/gguf/name-content.ts";

/** What a file is by its first bytes, in words: "a web page (HTML)", "another GGUF". */
export async function contentOf(path: string): Promise<string> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
    const bytes = buffer.subarray(0, bytesRead);
    return bytes.subarray(0, 4).toString("latin1") === "GGUF" ? "another GGUF" : nameContent(bytes);
  } finally {
    await file.close();
  }
}
