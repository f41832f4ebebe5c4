import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { silentLog } from "@hearth/kernel/test/silent-log.ts";
import { pinTools } from "./pin-tools.ts";
import { fileServer, temporaryFolder } from "../../tests/support/toolchain.ts";
import type { Tool } from "./names/tool.ts";

const sha256 = (content: string): string => createHash("sha256").update(content).digest("hex");

/** Serves each file's name as its content; `gone` is not there. */
const serve = (): Promise<string> =>
  fileServer((request, response) => {
    if (request.url === "/gone") response.writeHead(404).end();
    else response.end(request.url);
  });

async function tools(names: readonly [string, string], pins: Record<string, string | null>) {
  const base = await serve();
  const download = (name: string) => ({ url: `${base}/${name}`, format: "program", take: {} }) as const;
  const downloads = { "linux-x64": download(names[0]), "linux-arm64": download(names[1]) };
  const row: Tool = {
    ...{ name: "lamp", version: "1", kind: "program", about: "", provides: [] },
    sources: [{ kind: "vendor", downloads }],
  };
  const file = join(await temporaryFolder(), "checksums.json");
  const old = Object.entries(pins).map(([name, sum]) => [`${base}/${name}`, sum]);
  await writeFile(file, JSON.stringify(Object.fromEntries(old)));
  const pinned = async (): Promise<unknown> => JSON.parse((await readFile(file, "utf8")).replaceAll(base, ""));
  return { options: { log: silentLog, file, tools: [row] }, pinned };
}

test("new files are pinned, missing ones stay without a pin, and lines of old versions go away", async () => {
  const { options, pinned } = await tools(["new", "gone"], { "old-version": "0".repeat(64) });
  const results = await pinTools(options);
  expect(results.map(({ outcome, because }) => [outcome, because])).toEqual([
    ["pinned", undefined],
    ["unreachable", "the server answered 404"],
  ]);
  expect(await pinned()).toEqual({ "/new": sha256("/new"), "/gone": null });
});

test("a pin is never replaced: the change is refused and the others are still written", async () => {
  const { options, pinned } = await tools(["changed", "new"], { changed: "0".repeat(64) });
  await expect(pinTools(options)).rejects.toMatchObject({ code: "CHECKSUM_MISMATCH" });
  expect(await pinned()).toEqual({ "/changed": "0".repeat(64), "/new": sha256("/new") });
});

test("a pin is kept while its vendor does not answer", async () => {
  const { options, pinned } = await tools(["gone", "same"], { gone: "1".repeat(64), same: sha256("/same") });
  const results = await pinTools(options);
  expect(results.map(({ outcome }) => outcome)).toEqual(["unreachable", "unchanged"]);
  expect(await pinned()).toEqual({ "/gone": "1".repeat(64), "/same": sha256("/same") });
});
