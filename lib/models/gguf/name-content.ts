const textOf = (bytes: Uint8Array): string => Buffer.from(bytes.subarray(0, 512)).toString("latin1");

/** Checked from the top; the first that matches names the file. */
const kinds: readonly (readonly [what: string, matches: (text: string) => boolean])[] = [
  ["an empty file", (text) => text === ""],
  ["a web page (HTML)", (text) => /^\s*(?:<!doctype html|<html|<head|<\?xml)/i.test(text)],
  [
    "a pointer of Git LFS, not the file that it stands for",
    (text) => text.startsWith("version https://git-lfs.github.com"),
  ],
  ["an archive (zip; PyTorch saves models as one)", (text) => text.startsWith("PK\u0003\u0004")],
  ["a compressed file (gzip)", (text) => text.startsWith("\u001F\u008B")],
  ["a compressed file (zstd)", (text) => text.startsWith("\u0028\u00B5\u002F\u00FD")],
  ["a model in the format safetensors", (text) => /^.{6}\0\0\{"/s.test(text)],
  ["a model of whisper.cpp (ggml)", (text) => text.startsWith("lmgg")],
  ["a model in a format older than GGUF", (text) => /^(?:fmgg|tjgg|algg)/.test(text)],
  ["JSON", (text) => /^\s*[[{]/.test(text)],
  ["a file of zeros", (text) => /^\0+$/.test(text)],
  ["text", (text) => /^[\t\n\r -~]+$/.test(text)],
];

/** What a file that is no GGUF seems to be, by its first bytes. */
export function nameContent(beginning: Uint8Array): string {
  const text = textOf(beginning);
  const found = kinds.find(([, matches]) => matches(text));
  if (found === undefined) return `unknown: it begins with the bytes ${hexOf(beginning)}`;
  const [what] = found;
  return what === "text" || what === "JSON" ? `${what}: ${excerpt(text)}` : what;
}

const hexOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.subarray(0, 8))
    .toString("hex")
    .replaceAll(/..(?=.)/g, "$& ");

const excerpt = (text: string): string => JSON.stringify(text.trim().replaceAll(/\s+/g, " ").slice(0, 60));
