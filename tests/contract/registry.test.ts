import { spawn, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hashSync } from "bcryptjs";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { removeTags } from "../../lib/images/remove-tags.ts";
import { freePort } from "../../lib/free-port.ts";
import { renderTemplate, templateFolder } from "../../lib/templates/render-template.ts";
import { debianProgram } from "./debian-program.ts";

/* Debian's registry with the files that the job gives it: who may do what, what is collected, and when it is full. */

const folder = mkdtempSync(join(tmpdir(), "hearth-registry-"));
const data = join(folder, "data");
const running: ChildProcess[] = [];
let program = "";

beforeAll(async () => {
  program = await debianProgram("docker-registry", "docker-registry");
  for (const [name, user] of [
    ["readers", "node-n1"],
    ["writers", "controller"],
  ] as const)
    writeFileSync(join(folder, name), `${user}:${hashSync(`${user}'s`, 4)}\n`);
});
afterEach(async () => {
  for (const child of running.splice(0)) {
    child.kill();
    if (child.exitCode === null) await once(child, "exit");
  }
  rmSync(data, { recursive: true, force: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

const auth = (user: string): { readonly authorization: string } => ({
  authorization: `Basic ${Buffer.from(`${user}:${user}'s`).toString("base64")}`,
});

/** A file of the job, on paths of this test. */
function ours(name: string, values: Readonly<Record<string, number>>): string {
  const text = renderTemplate(name, values, { folder: join(templateFolder, "jobs/registry") })
    .replaceAll(/'\{\{ env `\w+` \}\}/g, "'127.0.0.1")
    .replaceAll("/local/program/docker-registry", program)
    .replaceAll("/local/", `${folder}/`)
    .replaceAll("/secrets/", `${folder}/`)
    .replaceAll("/data", data)
    // Loopback without certificates: what is looked at here is who may do what.
    .replace(/^ {2}tls: .*\n/m, "");
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

async function start(command: string, args: readonly string[], port: number): Promise<void> {
  mkdirSync(data, { recursive: true });
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"], env: { PATH: "/usr/bin:/bin" } });
  running.push(child);
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  await waitFor({ what: "the registry", limitMs: 20_000, intervalMs: 50 }, async () => {
    const response = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    return response?.ok === true ? ready(undefined) : notYet(said);
  });
}

const startReading = async (): Promise<number> => {
  const [port, metricsPort] = [await freePort(), await freePort()];
  await start(program, ["serve", ours("registry.yml", { port, metricsPort })], port);
  return port;
};

const startPushing = async (limitBytes: number): Promise<number> => {
  const pushPort = await freePort();
  ours("push.yml", { pushPort });
  const script = ours("push.sh", { pushPort, limitBytes, collectSeconds: 86_400 });
  await start("/bin/sh", [script, "serve"], pushPort);
  return pushPort;
};

const digestOf = (content: string): string => `sha256:${createHash("sha256").update(content).digest("hex")}`;

/** An image of one file, by the registry's API. Returns its digest, or the status that refused it. */
async function push(
  port: number,
  { content, tag, user = "controller" }: { readonly content: string; readonly tag: string; readonly user?: string },
): Promise<string | number> {
  const url = `http://127.0.0.1:${port}/v2/hearth/test`;
  const blobs = [JSON.stringify({ architecture: "amd64", os: "linux", rootfs: { type: "layers" } }), content];
  for (const blob of blobs) {
    const begun = await fetch(`${url}/blobs/uploads/`, { method: "POST", headers: auth(user) });
    if (begun.status !== 202) return begun.status;
    const location = new URL(begun.headers.get("location") ?? "");
    location.searchParams.set("digest", digestOf(blob));
    const put = await fetch(location, { method: "PUT", headers: auth(user), body: blob });
    expect(put.status).toBe(201);
  }
  const [configuration = "", layer = ""] = blobs;
  const entry = (mediaType: string, blob: string) => ({
    mediaType,
    size: Buffer.byteLength(blob),
    digest: digestOf(blob),
  });
  const type = "application/vnd.docker.distribution.manifest.v2+json";
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: type,
    config: entry("application/vnd.docker.container.image.v1+json", configuration),
    layers: [entry("application/vnd.docker.image.rootfs.diff.tar.gzip", layer)],
  });
  const headers = { ...auth(user), "content-type": type };
  const put = await fetch(`${url}/manifests/${tag}`, { method: "PUT", headers, body: manifest });
  expect(put.status).toBe(201);
  return digestOf(manifest);
}

const pull = async (port: number, path: string, user?: string): Promise<number> =>
  (await fetch(`http://127.0.0.1:${port}/v2/hearth/test/${path}`, { headers: user === undefined ? {} : auth(user) }))
    .status;

test("machines pull what the controller has pushed, cannot push, and nobody else gets in", async () => {
  const pushPort = await startPushing(1e9);
  const digest = await push(pushPort, { content: "layer", tag: "t1" });
  const port = await startReading();
  expect(await pull(port, `manifests/${String(digest)}`, "node-n1")).toBe(200);
  expect(await pull(port, `blobs/${digestOf("layer")}`, "node-n1")).toBe(200);
  expect(await pull(port, `manifests/${String(digest)}`)).toBe(401);
  expect(await pull(port, `manifests/${String(digest)}`, "controller")).toBe(401);
  expect(await push(port, { content: "evil", tag: "t1", user: "node-n1" })).toBe(405);
  expect(await push(pushPort, { content: "evil", tag: "t1", user: "node-n1" })).toBe(401);
});

test("at its start it collects what no tag needs, and keeps the rest", async () => {
  const first = await startPushing(1e9);
  await push(first, { content: "former", tag: "same" });
  const kept = await push(first, { content: "kept", tag: "same" });
  const [child] = running.splice(0);
  child?.kill();
  await once(child!, "exit");
  const second = await startPushing(1e9);
  expect(await pull(second, `manifests/${String(kept)}`, "controller")).toBe(200);
  expect(await pull(second, `blobs/${digestOf("kept")}`, "controller")).toBe(200);
  expect(await pull(second, `blobs/${digestOf("former")}`, "controller")).toBe(404);
});

test("of an image only the tags that are needed stay, also where two are of one content", async () => {
  const port = await startPushing(1e9);
  const former = await push(port, { content: "former", tag: "t1" });
  const kept = await push(port, { content: "kept", tag: "t2" });
  await push(port, { content: "kept", tag: "t3" });
  const account = { registry: `127.0.0.1:${port}`, user: "controller", password: "controller's" };
  await removeTags("test", { ...account, kept: ["t3"] });
  expect(await pull(port, `manifests/${String(former)}`, "controller")).toBe(404);
  expect(await pull(port, `manifests/${String(kept)}`, "controller")).toBe(200);
  await expect(removeTags("test", { ...account, password: "wrong", kept: [] })).rejects.toThrow("answered 401");
});

test("a registry that holds as much as it may takes no more, and still serves", async () => {
  const first = await startPushing(1e9);
  const kept = await push(first, { content: "x".repeat(5_000), tag: "t1" });
  const [child] = running.splice(0);
  child?.kill();
  await once(child!, "exit");
  const full = await startPushing(5_000);
  expect(await push(full, { content: "more", tag: "t2" })).toBe(405);
  expect(await pull(full, `manifests/${String(kept)}`, "controller")).toBe(200);
});
