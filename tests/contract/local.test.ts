import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "../../lib/free-port.ts";
import { root, stackFolder } from "../../lib/paths.ts";
import { hearth, testStack } from "../support/hearth.ts";

const folder = join(stackFolder(testStack), "local");
const key = (name: "gateway" | "memory"): string => readFileSync(join(folder, `${name}.key`), "utf8").trim();

/** Process IDs of what `hearth local` has started: all of it runs in the folder of the logs. */
function left(): readonly string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
    } catch {
      return false;
    }
  });
}

test("`hearth local` answers from a real model and remembers, ends with Ctrl-C, and leaves no process behind", async () => {
  const [port, memoryPort] = [await freePort(), await freePort()];
  const args = ["--stack", testStack, "local", "--port", String(port), "--memory-port", String(memoryPort), "--json"];
  const child = spawn(join(root, "hearth"), args, { cwd: root, stdio: ["ignore", "pipe", "inherit"], detached: true });
  onTestFinished(async () => {
    if (child.exitCode !== null) return;
    process.kill(-(child.pid ?? 0), "SIGKILL");
    await once(child, "exit");
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  expect(JSON.parse(line.toString())).toMatchObject({
    gateway: `http://127.0.0.1:${port}/v1`,
    expert: "chat",
    answer: expect.stringContaining("Paris") as string,
  });

  const memories = `http://127.0.0.1:${memoryPort}/v1/memories`;
  const headers = { authorization: `Bearer ${key("memory")}`, "content-type": "application/json" };
  const body = JSON.stringify({ text: "The boiler was serviced in October.", user: "ann" });
  expect((await fetch(memories, { method: "POST", headers, body })).status).toBe(201);
  const search = JSON.stringify({ query: "when is the heating due?" });
  const found = async (): Promise<string> =>
    (await fetch(`${memories}/search`, { method: "POST", headers, body: search })).text();
  // By meaning, for which its embedding has to be there.
  await expect.poll(found, { interval: 200, timeout: 20_000 }).toContain("boiler");
  expect((await fetch(memories, { method: "POST", body })).status).toBe(401);
  expect(left()).toHaveLength(5);

  const taken = await hearth(["local", "--port", String(port)]);
  expect(taken.status).toBe(1);
  expect(taken.stderr).toContain(`error PORT_TAKEN: another program uses port ${port} of this computer`);
  const second = await hearth(["local", "--port", String(await freePort()), "--memory-port", String(await freePort())]);
  expect(second.status).toBe(1);
  expect(second.stderr).toContain("waited 1.0s for another run to finish with .hearth/test/local");

  const ended = once(child, "exit");
  process.kill(-(child.pid ?? 0), "SIGINT");
  expect(await ended).toEqual([0, null]);
  expect(left()).toEqual([]);
});

test("a program that cannot start ends `hearth local` with its name and log, and the others with it", async () => {
  const database = join(folder, "data/memory.sqlite");
  rmSync(database, { force: true });
  mkdirSync(database);
  const ports = ["--port", String(await freePort()), "--memory-port", String(await freePort())];
  const { status, stderr } = await hearth(["local", "--check", ...ports]);
  rmSync(database, { recursive: true });
  expect(status).toBe(1);
  expect(stderr).toMatch(/error COMMAND_FAILED: memory ended with \d+: .*database/s);
  expect(stderr).toContain(join(folder, "log/memory.log"));
  expect(left()).toEqual([]);
});
