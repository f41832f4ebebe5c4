import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test, type TestContext } from "vitest";
import { root } from "../lib/paths.ts";

const script = join(root, "templates/jobs/expert/check.sh");

interface Head {
  readonly computes?: boolean;
  /** Holds the number of its process. */
  readonly numberFile?: string;
}

/** A task's folder with a head that listens, whose process computes or waits. */
async function start(
  { onTestFinished }: TestContext,
  listener: RequestListener,
  { computes = false, numberFile }: Head = {},
) {
  const folder = mkdtempSync(join(tmpdir(), "hearth-check-"));
  mkdirSync(join(folder, "local"));
  writeFileSync(join(folder, "local/token.json"), '{"prompt":"a"}');
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const head: ChildProcess = spawn("sh", ["-c", computes ? "while :; do :; done" : "exec sleep 60"]);
  const number = String(head.pid);
  if (numberFile !== undefined) writeFileSync(join(folder, numberFile), `${number} ${number}@1.00\n`);
  const stop = (): void => {
    server.closeAllConnections();
    server.close();
  };
  onTestFinished(() => {
    head.kill("SIGKILL");
    stop();
    rmSync(folder, { recursive: true });
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const check = (path: string, ...rest: string[]): Promise<{ status: number; said: string }> =>
    new Promise((resolve) => {
      execFile("sh", [script, numberFile ?? number, "1", url + path, ...rest], { cwd: folder }, (error, stdout) => {
        resolve({ status: error === null ? 0 : Number(error.code), said: stdout.trim() });
      });
    });
  return {
    stop,
    token: () => check("/completion", "local/token.json"),
    turns: () => check("/metrics"),
    workers: (addresses: string) => writeFileSync(join(folder, "local/workers"), `${addresses}\n`),
    runsAlone: () => writeFileSync(join(folder, "local/reduced"), "alone\n"),
    silentSince: (value: string) => writeFileSync(join(folder, "local/silence-completion"), `${value}\n`),
  };
}

const silent: RequestListener = () => undefined;

// Each waits for a time limit of a second or more.
describe.concurrent("the check of a head", () => {
  test("a head that answers passes, and is asked for one token", async (context) => {
    const asked: string[] = [];
    const head = await start(context, (request, response) => {
      request.on("data", (data: Buffer) => asked.push(`${request.method} ${request.url} ${data.toString()}`));
      response.end("{}");
    });
    expect([await head.token(), await head.turns()]).toEqual([
      { status: 0, said: "" },
      { status: 0, said: "" },
    ]);
    expect(asked).toEqual(['POST /completion {"prompt":"a"}']);
  });

  test("a head that does not answer in time but computes is busy, not dead", async (context) => {
    const head = await start(context, silent, { computes: true });
    expect(await head.token()).toEqual({ status: 0, said: expect.stringMatching(/^busy for \d+ s$/) as string });
    expect((await head.turns()).status).toBe(0);
  });

  test("a head that computes without an answer for ten minutes is hung", async (context) => {
    const head = await start(context, silent, { computes: true });
    head.silentSince("-1000");
    expect((await head.token()).status).toBe(2);
  });

  test("a head that neither answers nor computes is found at once", async (context) => {
    const head = await start(context, silent);
    expect(await head.token()).toEqual({ status: 2, said: "it does not answer, and computes nothing" });
  });

  test("a head that waits for workers which Consul finds healthy is busy, for a while", async (context) => {
    const head = await start(context, silent);
    head.workers("10.0.0.3:17001");
    expect((await head.token()).status).toBe(0);
    head.silentSince("-1000");
    expect((await head.token()).status).toBe(2);
  });

  test("a head whose worker is gone is found at once, and stays so until it answers, even if the worker is back", async (context) => {
    let answers = false;
    const head = await start(context, (_, response) => (answers ? response.end("{}") : undefined));
    head.workers("");
    expect(await head.token()).toEqual({ status: 2, said: "a worker is gone, and it does not answer" });
    head.workers("10.0.0.3:17001");
    expect((await head.token()).status).toBe(2);
    answers = true;
    expect((await head.token()).status).toBe(0);
    answers = false;
    expect((await head.token()).status).toBe(0);
  });

  test("a head that runs alone does not wait for its workers, and its number can be in a file", async (context) => {
    const head = await start(context, silent, { numberFile: "head.pid" });
    head.workers("");
    // Of the head before it.
    head.silentSince("lost 7@1.00");
    head.runsAlone();
    expect(await head.token()).toEqual({ status: 2, said: "it does not answer, and computes nothing" });
  });

  test("a head that loads its model or does not listen says so", async (context) => {
    const head = await start(context, (_, response) => response.writeHead(503).end(), { computes: true });
    expect(await head.token()).toEqual({ status: 2, said: "the model is being loaded" });
    head.stop();
    expect(await head.token()).toEqual({
      status: 2,
      said: expect.stringMatching(/^no answer: .*7 of curl$/) as string,
    });
  });
});
