import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLog, type LogEntry } from "@hearth/kernel/log.ts";
import { fileServer, temporaryFolder } from "../../../tests/support/toolchain.ts";
import { findDamage, readManifest } from "../installed/manifest.ts";
import { folderOf } from "../installed/tool-folder.ts";
import { platforms, type Platform, type Tool, type VendorSource } from "../names/tool.ts";
import { table } from "../rows/table.ts";
import { installRows } from "./install-tools.ts";

/*
 * The vendors' release files as they lay them out, served from here: the rows are the table's own, only the servers' addresses and
 * the checksums are replaced.
 */
const run = promisify(execFile);
const script = (name: string): string => `#!/bin/sh\necho ${name}\n`;
const sha256 = (content: Buffer): string => createHash("sha256").update(content).digest("hex");

/** What is in each vendor's file besides what we take: it must not end up in the tool's folder. */
const layout: Readonly<Record<string, (platform: Platform) => readonly string[]>> = {
  node: (platform) =>
    ["bin/node", "bin/corepack", "include/node/node.h", "lib/node_modules/npm/bin/npm-cli.js", "README.md"].map(
      (path) => `node-v24.19.0-${platform}/${path}`,
    ),
  go: () => ["go/bin/go", "go/bin/gofmt", "go/VERSION", "go/src/fmt/print.go"],
  pulumi: () => ["pulumi/pulumi", "pulumi/pulumi-language-nodejs", "pulumi/pulumi-language-go", "pulumi/pulumi-watch"],
  "pulumi-language-nodejs": () => ["pulumi/pulumi", "pulumi/pulumi-language-nodejs", "pulumi/pulumi-analyzer-policy"],
  "pulumi-resource-docker": () => ["LICENSE", "README.md", "pulumi-resource-docker"],
  tailscale: (platform) =>
    ["tailscale", "tailscaled", "systemd/tailscaled.service"].map(
      (path) => `tailscale_1.102.4_${goName(platform)}/${path}`,
    ),
  headscale: (platform) => [`headscale_0.28.0_linux_${goName(platform)}`],
  consul: () => ["LICENSE.txt", "consul"],
  nomad: () => ["LICENSE.txt", "nomad"],
  grafana: (platform) =>
    [
      ...["LICENSE", "VERSION", "bin/grafana", "bin/grafana-server", "conf/defaults.ini", "NOTICE.md"],
      ...["plugins-bundled/prometheus/plugin.json", "public/views/index.html", "storybook/index.html"],
      // The name of the folder differs between versions.
    ].map((path) => `grafana-${platform === "linux-x64" ? "" : "v"}13.2.2/${path}`),
};
const goName = (platform: Platform): string => (platform === "linux-x64" ? "amd64" : "arm64");

const vendorOf = (tool: Tool): VendorSource | undefined => tool.sources.find((source) => source.kind === "vendor");
const rows: readonly Tool[] = table.filter((tool) => vendorOf(tool) !== undefined);

/** By the path under which the server has them: `/releases.hashicorp.com/consul/…`. */
const files = new Map<string, Buffer>();
const pathOf = (url: string): string => url.replace("https://", "/");

async function pack(name: string, platform: Platform, format: string): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "hearth-test-"));
  made.push(folder);
  const paths = layout[name]?.(platform) ?? [];
  for (const path of paths) {
    await mkdir(dirname(join(folder, "in", path)), { recursive: true });
    await writeFile(join(folder, "in", path), script(path));
    await chmod(join(folder, "in", path), 0o755);
  }
  const file = join(folder, "file");
  if (format === "program") return readFile(join(folder, "in", paths[0] ?? ""));
  if (format === "tar.gz") await run("tar", ["-czf", file, "-C", join(folder, "in"), "."]);
  else await run("python3", ["-c", zipFolder, join(folder, "in"), file]);
  return readFile(file);
}

/** With the modes in it, as HashiCorp's files have them; Debian need not have `zip`. */
const zipFolder = `
import os, sys, zipfile
with zipfile.ZipFile(sys.argv[2], "w", zipfile.ZIP_DEFLATED) as archive:
    for name in sorted(os.listdir(sys.argv[1])):
        archive.write(os.path.join(sys.argv[1], name), name)`;

beforeAll(async () => {
  for (const tool of rows) {
    for (const platform of platforms) {
      const { url, format } = vendorOf(tool)!.downloads[platform];
      files.set(pathOf(url), await pack(tool.name, platform, format));
    }
  }
});

const made: string[] = [];
afterAll(() => Promise.all(made.map((folder) => rm(folder, { recursive: true, force: true }))));

/** The table's rows with their vendors on the loopback. */
async function vendors(answer: Parameters<typeof fileServer>[0]) {
  const server = await fileServer(answer);
  const cache = await temporaryFolder();
  const entries: LogEntry[] = [];
  const move = (source: VendorSource): VendorSource => ({
    kind: "vendor",
    downloads: Object.fromEntries(
      platforms.map((platform) => {
        const file = source.downloads[platform];
        return [platform, { ...file, url: `${server}${pathOf(file.url)}` }];
      }),
    ) as VendorSource["downloads"],
  });
  const moved = rows.map((tool): Tool => ({ ...tool, sources: [move(vendorOf(tool)!)] }));
  const checksums = Object.fromEntries([...files].map(([path, content]) => [`${server}${path}`, sha256(content)]));
  const install = (wanted: readonly Tool[], platform: Platform = "linux-x64", more = {}): Promise<void> =>
    installRows(wanted, { cache, platform, checksums, log: createLog((entry) => entries.push(entry)), ...more });
  const row = (name: string): Tool => moved.find((tool) => tool.name === name)!;
  return { server, cache, entries, moved, row, install };
}

test.each(platforms)("every vendor's file for %s is installed, with nothing else of it", async (platform) => {
  const { cache, moved, install, entries } = await vendors((request, response) =>
    response.end(files.get(request.url!)),
  );
  await install(moved, platform);
  const found = new Map<string, readonly string[]>();
  for (const tool of moved) {
    const folder = folderOf(tool, { cache, platform });
    const manifest = (await readManifest(folder))!;
    expect(await findDamage(folder, manifest, true)).toEqual([]);
    found.set(tool.name, manifest.files.map(({ path }) => path).toSorted());
  }
  expect(Object.fromEntries(found)).toEqual({
    node: ["bin/node", "bin/npm", "bin/npx", "lib/node_modules/npm/bin/npm-cli.js"],
    go: ["VERSION", "bin/go", "bin/gofmt", "src/fmt/print.go"],
    pulumi: ["bin/pulumi"],
    "pulumi-language-nodejs": ["bin/pulumi-language-nodejs"],
    "pulumi-resource-docker": ["bin/pulumi-resource-docker"],
    tailscale: ["bin/tailscale", "bin/tailscaled"],
    headscale: ["bin/headscale"],
    consul: ["bin/consul"],
    nomad: ["bin/nomad"],
    grafana: [
      ...[
        "LICENSE",
        "bin/grafana",
        "bin/grafana-server",
        "conf/defaults.ini",
        "plugins-bundled/prometheus/plugin.json",
      ],
      "public/views/index.html",
    ].map((path) => `grafana/${path}`),
  });
  const nomad = join(folderOf({ name: "nomad", version: "1.11.3" }, { cache, platform }), "bin", "nomad");
  expect((await run(nomad)).stdout).toBe("nomad\n");
  expect(entries.filter(({ kind }) => kind === "warning")).toEqual([]);
});

test("a file with another checksum is not installed", async () => {
  const { cache, row, install } = await vendors((request, response) => {
    const content = Buffer.from(files.get(request.url!) ?? "");
    if (request.url!.includes("nomad_")) content[40]! ^= 1;
    response.end(content);
  });
  await expect(install([row("nomad")])).rejects.toMatchObject({ code: "CHECKSUM_MISMATCH" });
  expect(await readManifest(folderOf(row("nomad"), { cache, platform: "linux-x64" }))).toBeUndefined();
  await install([row("consul")]);
});

test("a download that is cut off by the server goes on where it stopped", async () => {
  const ranges: (string | undefined)[] = [];
  const { row, install } = await vendors((request, response) => {
    const content = files.get(request.url!);
    if (content === undefined) return response.end();
    const { range } = request.headers;
    ranges.push(range);
    const half = Math.floor(content.length / 2);
    if (range === undefined) {
      response.writeHead(200, { "content-length": content.length });
      return response.write(content.subarray(0, half), () => setTimeout(() => response.destroy(), 20));
    }
    response.writeHead(206, { "content-range": `bytes ${half}-${content.length - 1}/${content.length}` });
    return response.end(content.subarray(half));
  });
  await install([row("tailscale")]);
  expect(ranges).toEqual([undefined, expect.stringMatching(/^bytes=\d+-$/)]);
});

test("a beginning that was spoilt is fetched again", async () => {
  const asked: (string | undefined)[] = [];
  const { server, cache, row, install, entries } = await vendors((request, response) => {
    const content = files.get(request.url!) ?? Buffer.alloc(0);
    if (request.url !== "/") asked.push(request.headers.range);
    const from = Number(/\d+/.exec(request.headers.range ?? "")?.[0] ?? 0);
    if (from > 0) response.writeHead(206, { "content-range": `bytes ${from}-${content.length - 1}/${content.length}` });
    response.end(content.subarray(from));
  });
  const { url } = vendorOf(row("consul"))!.downloads["linux-x64"];
  await mkdir(join(cache, "downloads"), { recursive: true });
  const pinned = sha256(files.get(url.slice(server.length))!);
  await writeFile(join(cache, "downloads", `consul-1.22.5-linux-x64-${pinned.slice(0, 16)}`), "spoilt");
  await install([row("consul")]);
  expect(asked).toEqual([expect.stringMatching(/^bytes=6-$/), undefined]);
  expect(entries.filter(({ kind }) => kind === "warning")).toEqual([]);
});

test("a server that is too slow is given up, and what it sent is kept for the next run", async () => {
  const { cache, row, install } = await vendors((request, response) => {
    if (request.url === "/") return response.end();
    const drip = setInterval(() => response.write("x"), 10);
    return response.on("close", () => clearInterval(drip));
  });
  await expect(install([row("consul")], "linux-x64", { stallLimitMs: 100, attempts: 2 })).rejects.toMatchObject({
    code: "TOOL_UNAVAILABLE",
    message: expect.stringMatching(/: only \d+ bytes within 0\.3 s$/) as string,
  });
  expect(await readManifest(folderOf(row("consul"), { cache, platform: "linux-x64" }))).toBeUndefined();
});
