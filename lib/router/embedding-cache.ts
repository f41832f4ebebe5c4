import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { replaceFile } from "@hearth/kernel/replace-file.ts";
import type { EmbedTexts } from "./embed-texts.ts";

const maxEntries = 50_000;

/**
 * An embedder that requests each text only once: it stores vectors in a file, by the text's SHA-256. The newest 50,000 are kept;
 * an unreadable file counts as empty. Use one file for each embedding model.
 */
export const cachedEmbedder =
  (path: string, embed: EmbedTexts): EmbedTexts =>
  async (texts) => {
    const known = readCache(path);
    const missing = [...new Set(texts)].filter((text) => !known.has(keyOf(text)));
    if (missing.length > 0) {
      const made = await embed(missing);
      missing.forEach((text, index) => known.set(keyOf(text), made[index] ?? []));
      mkdirSync(dirname(path), { recursive: true });
      replaceFile(path, toLines(known));
    }
    return texts.map((text) => known.get(keyOf(text)) ?? []);
  };

const keyOf = (text: string): string => createHash("sha256").update(text).digest("base64url");

function readCache(path: string): Map<string, readonly number[]> {
  const known = new Map<string, readonly number[]>();
  if (!existsSync(path)) return known;
  for (const line of readFileSync(path, "utf8").split("\n")) {
    const [key, vector] = line.split(" ");
    if (key !== undefined && vector !== undefined) known.set(key, fromBase64(vector));
  }
  return known;
}

const toLines = (known: ReadonlyMap<string, readonly number[]>): string =>
  [...known]
    .slice(-maxEntries)
    .map(([key, vector]) => `${key} ${toBase64(vector)}\n`)
    .join("");

const toBase64 = (vector: readonly number[]): string =>
  Buffer.from(Float32Array.from(vector).buffer).toString("base64");

function fromBase64(text: string): readonly number[] {
  // A copy, because a Buffer from Node's pool may not be aligned for a Float32Array.
  return [...new Float32Array(new Uint8Array(Buffer.from(text, "base64")).buffer)];
}
