import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { describe, expect, test, vi, type TestContext } from "vitest";
import { taskPrograms } from "../lib/jobs/task-programs.ts";
import { root } from "../lib/paths.ts";

const script = join(root, "templates/jobs/expert/start.sh");
const whole = "--port 1 --whole";
const reduced = "--port 1 --reduced";

interface Setting {
  readonly workers: string;
  readonly options?: string;
  /** What the head is, after it has written down its arguments. */
  readonly head?: string;
}

/** The script in a task's folder, with a head that only writes down how it was started; a second lasts 20 ms. */
async function start(
  { onTestFinished }: TestContext,
  { workers, options = "--reduced", head = "exec sleep 60" }: Setting,
) {
  const folder = mkdtempSync(join(tmpdir(), "hearth-start-"));
  const file = (name: string): string => join(folder, "local", name);
  mkdirSync(file("llama.cpp/bin"), { recursive: true });
  writeFileSync(file("llama.cpp/bin/llama-server"), `#!/bin/sh\necho "$@" >>local/started\n${head}\n`, { mode: 0o755 });
  writeFileSync(file("workers"), `${workers}\n`);
  mkdirSync(file("bin"));
  for (const program of taskPrograms) symlinkSync(program, file(`bin/${basename(program)}`));
  let requests = 0;
  const server = createServer((_, response) => response.end(`# gauge\nllamacpp:requests_processing ${requests}\n`));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const environment = {
    PATH: file("bin"),
    SECOND: "0.02",
    NOMAD_IP_http: "127.0.0.1",
    NOMAD_PORT_http: String((server.address() as AddressInfo).port),
    WHOLE: "--whole",
    REDUCED: options,
    REDUCED_TEXT: "runs small on n2 alone",
  };
  const task = spawn("/bin/sh", [script, "--port", "1"], {
    cwd: folder,
    env: environment,
    stdio: "ignore",
    detached: true,
  });
  const ended = once(task, "exit");
  onTestFinished(async () => {
    if (task.exitCode === null) process.kill(-(task.pid ?? 0), "SIGKILL");
    await ended;
    server.close();
    rmSync(folder, { recursive: true });
  });
  return {
    ended,
    stop: () => task.kill("SIGTERM"),
    started: () => (existsSync(file("started")) ? readFileSync(file("started"), "utf8").trim().split("\n") : []),
    says: () => readFileSync(file("reduced"), "utf8").trim(),
    workers: (addresses: string) => writeFileSync(file("workers"), `${addresses}\n`),
    stuck: (number = readFileSync(file("head.pid"), "utf8").split(" ")[1]) =>
      writeFileSync(file("silence-completion"), `lost ${number}\n`),
    busy: (count: number) => (requests = count),
  };
}

const soon = { timeout: 5_000, interval: 20 };

describe.concurrent("the start of a head with workers", () => {
  test("it runs over its workers, and returns to them once they are back and nobody waits for an answer", async (context) => {
    const task = await start(context, { workers: "" });
    await vi.waitFor(() => expect(task.started()).toEqual([reduced]), soon);
    expect(task.says()).toBe("a worker is lost, so it runs small on n2 alone");
    task.busy(2);
    task.workers("10.0.0.3:1");
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(task.started()).toEqual([reduced]);
    task.busy(0);
    await vi.waitFor(() => expect(task.started()).toEqual([reduced, `--rpc 10.0.0.3:1 ${whole}`]), soon);
    expect(task.says()).toBe("");
  });

  test("a head that waits for a lost worker is replaced at once", async (context) => {
    const task = await start(context, { workers: "10.0.0.3:1", head: "trap '' TERM; exec sleep 60" });
    await vi.waitFor(() => expect(task.started()).toHaveLength(1), soon);
    task.workers("");
    // What was said of another head does not count.
    task.stuck("1@1.00\n");
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(task.started()).toHaveLength(1);
    task.stuck();
    await vi.waitFor(() => expect(task.started()).toEqual([`--rpc 10.0.0.3:1 ${whole}`, reduced]), soon);
  });

  test("without anything to run alone it waits for the workers", async (context) => {
    const task = await start(context, { workers: "", options: "" });
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(task.started()).toEqual([]);
    task.workers("10.0.0.3:1");
    await vi.waitFor(() => expect(task.started()).toEqual([`--rpc 10.0.0.3:1 ${whole}`]), soon);
  });

  test("it ends with the status of a head that ends by itself, and stops the head when it is stopped", async (context) => {
    const failing = await start(context, { workers: "10.0.0.3:1", head: "exit 7" });
    expect(await failing.ended).toEqual([7, null]);
    const stopped = await start(context, {
      workers: "10.0.0.3:1",
      head: "trap 'echo bye >>local/started; exit' TERM; while :; do sleep 0.05; done",
    });
    await vi.waitFor(() => expect(stopped.started()).toHaveLength(1), soon);
    stopped.stop();
    expect(await stopped.ended).toEqual([143, null]);
    expect(stopped.started().at(-1)).toBe("bye");
  });
});
