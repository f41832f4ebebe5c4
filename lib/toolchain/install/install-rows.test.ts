import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { createLog, type LogEntry } from "@hearth/kernel/log.ts";
import { root } from "../../paths.ts";
import { installRows } from "./install-tools.ts";
import type { InstallContext } from "./install-tool.ts";
import { fileServer, temporaryFolder } from "../../../tests/support/toolchain.ts";
import type { Tool, VendorSource } from "../names/tool.ts";

const run = promisify(execFile);
const sha256 = (content: Buffer): string => createHash("sha256").update(content).digest("hex");

interface Bench {
  readonly context: InstallContext;
  readonly entries: LogEntry[];
  readonly tools: string;
}

async function bench(checksums: InstallContext["checksums"], answerLimitMs = 10_000): Promise<Bench> {
  const cache = await temporaryFolder();
  const entries: LogEntry[] = [];
  const log = createLog((entry) => entries.push(entry));
  const context = { log, cache, platform: "linux-x64", checksums, answerLimitMs } as const;
  return { context, entries, tools: join(cache, "tools") };
}

function vendorSource(url: string): VendorSource {
  const download = { url, format: "tar.gz", take: { "lamp-1.2.3/lamp": "bin/lamp" } } as const;
  return { kind: "vendor", downloads: { "linux-x64": download, "linux-arm64": download } };
}

function lamp(...urls: readonly string[]): Tool {
  const sources = urls.map(vendorSource);
  return { name: "lamp", version: "1.2.3", kind: "program", about: "", provides: ["bin/lamp"], sources };
}

async function lampArchive(): Promise<Buffer> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "lamp-1.2.3"));
  await writeFile(join(folder, "lamp-1.2.3", "lamp"), "#!/bin/sh\necho light\n", { mode: 0o755 });
  await run("tar", ["-czf", join(folder, "lamp.tgz"), "-C", folder, "lamp-1.2.3"]);
  return readFile(join(folder, "lamp.tgz"));
}

/** Counts how often the file is asked for; the server's root is asked too, to see whether the server answers. */
async function lampServer(archive: Buffer): Promise<{ url: string; asked: () => number }> {
  let asked = 0;
  const url = await fileServer((request, response) => {
    if (request.url === "/lamp.tgz") asked += 1;
    response.end(archive);
  });
  return { url: `${url}/lamp.tgz`, asked: () => asked };
}

const folders = async (path: string): Promise<readonly string[]> => readdir(path).catch(() => []);
const works = async (tools: string): Promise<string> =>
  (await run(join(tools, "lamp-1.2.3-linux-x64", "bin", "lamp"))).stdout;

test("a vendor's file with the pinned checksum is installed, once", async () => {
  const archive = await lampArchive();
  const server = await lampServer(archive);
  const { context, tools } = await bench({ [server.url]: sha256(archive) });
  await installRows([lamp(server.url)], context);
  await installRows([lamp(server.url)], context);
  expect(await works(tools)).toBe("light\n");
  expect(await folders(tools)).toEqual(["lamp-1.2.3-linux-x64"]);
  expect(server.asked()).toBe(1);
});

const warnings = (entries: readonly LogEntry[]): readonly string[] =>
  entries.flatMap((entry) => (entry.kind === "warning" ? [entry.text] : []));

test("a vendor's file with another checksum is never installed: a warning names both, and the next source is used", async () => {
  const archive = await lampArchive();
  const [wrong, right] = [await lampServer(Buffer.from("evil")), await lampServer(archive)];
  const { context, entries, tools } = await bench({ [wrong.url]: sha256(archive), [right.url]: sha256(archive) });
  await installRows([lamp(wrong.url, right.url)], context);
  expect(await works(tools)).toBe("light\n");
  expect(warnings(entries)).toEqual([
    [
      `lamp 1.2.3 was not installed from vendor's ${wrong.url}: `,
      `${wrong.url} has checksum ${sha256(Buffer.from("evil"))}, but ${sha256(archive)} is pinned; `,
      `trying vendor's ${right.url}`,
    ].join(""),
  ]);
});

test("where the only source that answers has another checksum, the run fails with that and nothing is left", async () => {
  const archive = await lampArchive();
  const wrong = await lampServer(Buffer.from("evil"));
  const gone = `${await fileServer((_request, response) => response.writeHead(410).end())}/lamp.tgz`;
  const { context, tools } = await bench({ [wrong.url]: sha256(archive), [gone]: sha256(archive) });
  await expect(installRows([lamp(wrong.url, gone)], context)).rejects.toMatchObject({
    code: "CHECKSUM_MISMATCH",
    message: expect.stringContaining(`${sha256(Buffer.from("evil"))}, but ${sha256(archive)} is pinned`) as string,
  });
  expect(await folders(tools)).toEqual([]);
  expect(await folders(join(context.cache, "downloads"))).toEqual([]);
});

test("a source without a pin is not asked, a slow one is given up, and the next one delivers", async () => {
  const archive = await lampArchive();
  const [unpinned, right] = [await lampServer(archive), await lampServer(archive)];
  const slow = `${await fileServer(() => undefined)}/lamp.tgz`;
  // Long enough for the one that answers, on a machine that is busy.
  const { context, entries, tools } = await bench(
    { [unpinned.url]: null, [slow]: sha256(archive), [right.url]: sha256(archive) },
    1_000,
  );
  await installRows([lamp(unpinned.url, slow, right.url)], context);
  expect(await works(tools)).toBe("light\n");
  expect(unpinned.asked()).toBe(0);
  expect(entries.flatMap((entry) => (entry.kind === "detail" ? [entry.text] : []))).toEqual([
    `lamp 1.2.3: vendor's ${unpinned.url}: no pinned checksum; \`hearth tools pin\` adds it`,
    `lamp 1.2.3: vendor's ${slow}: no answer within 1 s`,
  ]);
  expect(warnings(entries)).toEqual([
    `these servers cannot be reached, so the next source of each program is used: ${new URL(slow).host} (no answer within 1 s)`,
  ]);
});

test("when no source delivers, each is named with its reason", async () => {
  const gone = `${await fileServer((_request, response) => response.writeHead(410).end())}/lamp.tgz`;
  const { context, tools } = await bench({ [gone]: "0".repeat(64) });
  const row = lamp("http://unpinned/lamp.tgz", gone);
  await expect(installRows([row], context)).rejects.toMatchObject({
    code: "TOOL_UNAVAILABLE",
    message: [
      "no source of lamp 1.2.3 for linux-x64 worked",
      "vendor's http://unpinned/lamp.tgz: no pinned checksum; `hearth tools pin` adds it",
      `vendor's ${gone}: the server answered 410`,
    ].join("\n  "),
  });
  expect(await folders(tools)).toEqual([]);
});

test("a delivery that lacks a program is no delivery", async () => {
  const archive = await lampArchive();
  const server = await lampServer(archive);
  const { context, tools } = await bench({ [server.url]: sha256(archive) });
  const row = { ...lamp(server.url), provides: ["bin/lamp", "bin/shade"] };
  await expect(installRows([row], context)).rejects.toThrow(/: bin\/shade is missing$/);
  expect(await folders(tools)).toEqual([]);
});

test("content that differs from the pinned is refused", async () => {
  const archive = await lampArchive();
  const server = await lampServer(archive);
  const { context, tools } = await bench({ [server.url]: sha256(archive) });
  const row = { ...lamp(server.url), contents: { "bin/lamp": "0".repeat(64) } };
  await expect(installRows([row], context)).rejects.toMatchObject({ code: "CHECKSUM_MISMATCH" });
  expect(await folders(tools)).toEqual([]);
});

test("servers that do not answer cost one limit together", async () => {
  const archive = await lampArchive();
  const right = await lampServer(archive);
  const silent = await Promise.all(Array.from({ length: 5 }, () => fileServer(() => undefined)));
  const urls = silent.map((server) => `${server}/lamp.tgz`);
  const checksums = Object.fromEntries([...urls, right.url].map((url) => [url, sha256(archive)]));
  const { context, entries } = await bench(checksums, 1_000);
  const rows = urls.map((url, index) => ({ ...lamp(url, right.url), name: `lamp${index}` }));
  const start = performance.now();
  await installRows(rows, context);
  expect(performance.now() - start).toBeLessThan(3_000);
  expect(warnings(entries)).toHaveLength(1);
});

test("a note says how many are done", async () => {
  const archive = await lampArchive();
  const server = await lampServer(archive);
  const { context, entries } = await bench({ [server.url]: sha256(archive) });
  await installRows([lamp(server.url), { ...lamp(server.url), name: "lantern" }], context);
  const notes = entries.flatMap((entry) => (entry.kind === "step-noted" ? [entry.note] : []));
  expect(notes).toContain(`downloading ${server.url}  (0 of 2 done)`);
  expect(notes).toContain(`from vendor's ${server.url}`);
});

test("two runs at once install once", async () => {
  const archive = await lampArchive();
  const server = await lampServer(archive);
  const { context, tools } = await bench({ [server.url]: sha256(archive) });
  await Promise.all([installRows([lamp(server.url)], context), installRows([lamp(server.url)], context)]);
  expect(await works(tools)).toBe("light\n");
  expect(server.asked()).toBe(1);
});

test("a damaged tool is installed again, with a notice", async () => {
  const archive = await lampArchive();
  const server = await lampServer(archive);
  const { context, entries, tools } = await bench({ [server.url]: sha256(archive) });
  await installRows([lamp(server.url)], context);
  await writeFile(join(tools, "lamp-1.2.3-linux-x64", "bin", "lamp"), "cut");
  await installRows([lamp(server.url)], context);
  expect(await works(tools)).toBe("light\n");
  expect(entries.filter((entry) => entry.kind === "warning")).toEqual([
    {
      kind: "warning",
      text: "lamp 1.2.3 is damaged (bin/lamp has 3 bytes instead of 21); installing it again",
    },
  ]);
});

test("a changed recipe installs again; a source or checksum added to it does not", async () => {
  const archive = await lampArchive();
  const server = await lampServer(archive);
  const { context } = await bench({ [server.url]: sha256(archive) });
  await installRows([lamp(server.url)], context);
  await installRows([lamp("http://127.0.0.1:9/new", server.url)], context);
  expect(server.asked()).toBe(1);
  await installRows([{ ...lamp(server.url), links: { "bin/torch": "lamp" } }], context);
  expect(server.asked()).toBe(2);
});

test("a run that was killed leaves no half tool, and the next one finishes", async () => {
  const archive = await lampArchive();
  let stall = true;
  const arrived = Promise.withResolvers<undefined>();
  const base = await fileServer((request, response) => {
    if (request.url !== "/lamp.tgz") response.end();
    else if (stall) {
      response.write(archive.subarray(0, 10));
      arrived.resolve(undefined);
    } else {
      response.end(archive);
    }
  });
  const url = `${base}/lamp.tgz`;
  const { context, tools } = await bench({ [url]: sha256(archive) });

  const { cache, platform, checksums } = context;
  const program = `
    const { installRows } = await import(${JSON.stringify(join(import.meta.dirname, "install-tools.ts"))});
    const { createLog } = await import(${JSON.stringify(join(root, "packages/kernel/src/log.ts"))});
    const context = { ...${JSON.stringify({ cache, platform, checksums })}, log: createLog() };
    await installRows([${JSON.stringify(lamp(url))}], context);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], { stdio: "inherit" });
  await arrived.promise;
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(await folders(tools)).toEqual([expect.stringMatching(/^\.lamp-1\.2\.3-linux-x64\./)]);

  // As if the time had passed after which a dead run's lock counts for nothing.
  const lock = join(cache, "locks", "lamp-1.2.3-linux-x64.lock");
  await utimes(lock, 1, 1);
  stall = false;
  await installRows([lamp(url)], context);
  expect(await works(tools)).toBe("light\n");
  expect(await folders(tools)).toEqual(["lamp-1.2.3-linux-x64"]);
});

test("a failure ends what runs beside it", async () => {
  const wrong = await lampServer(Buffer.from("evil"));
  const slow = `${await fileServer(() => undefined)}/lamp.tgz`;
  const { context } = await bench({ [wrong.url]: "0".repeat(64), [slow]: "0".repeat(64) });
  const built: Tool = {
    ...lamp(slow),
    name: "lantern",
    sources: [
      vendorSource(slow),
      { kind: "go", module: "example.org/lantern", version: "v1.0.0", sum: "h1:", programs: [] },
    ],
  };
  const attempt = installRows([built, lamp(wrong.url)], { ...context, answerLimitMs: 60_000 });
  await expect(attempt).rejects.toMatchObject({ code: "CHECKSUM_MISMATCH" });
});
