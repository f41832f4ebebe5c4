import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeKey } from "../keys/make-key.ts";
import { readKey } from "./service-endpoint.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-key-"));
const written = (content: string): string => {
  const file = join(folder, "some.key");
  writeFileSync(file, content);
  return file;
};

test("a key is read without the end of its line", () => {
  expect(readKey(written("hearth_abcdefgh\n"))).toBe("hearth_abcdefgh");
});

test.each(["", "# Hearth\n\nHearth turns …", "two words of text", "short"])("%j is no key", (content) => {
  expect(() => readKey(written(content))).toThrow(
    expect.objectContaining({ code: "CONFIG_UNREADABLE", message: "it does not hold an API key" }) as Error,
  );
});

test("a file that is not there is an error for people", () => {
  expect(() => readKey(join(folder, "nosuch.key"))).toThrow(
    expect.objectContaining({ code: "CONFIG_UNREADABLE", at: join(folder, "nosuch.key") }) as Error,
  );
});

test("a key says for which service it is, and is refused for another", () => {
  const [gateway, memory] = [makeKey().key, makeKey("memory").key];
  expect(readKey(written(gateway), "gateway")).toBe(gateway);
  expect(readKey(written(memory), "memory")).toBe(memory);
  expect(() => readKey(written(memory), "gateway")).toThrow("it holds a key for memory, not for the gateway");
});
