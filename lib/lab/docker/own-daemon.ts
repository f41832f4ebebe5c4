import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, openSync, closeSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { $ } from "zx";
import { defined } from "@hearth/kernel/defined.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import type { Log } from "@hearth/kernel/log.ts";
import { cacheFolder } from "../../paths.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { dockerAnswers } from "./docker.ts";
import { noteHostNetwork } from "./host-network.ts";
import { mountsUnder } from "./mounts-under.ts";
import { runtimeFolder } from "./runtime-folder.ts";

const socket = join(runtimeFolder, "docker.sock");
const pidFile = join(runtimeFolder, "docker.pid");
const execRoot = join(runtimeFolder, "docker");
const containerdPidFile = join(execRoot, "containerd", "containerd.pid");
/** Images and nodes: on the cache's disk, since an overlay file system cannot sit on another one. */
const dataRoot = join(cacheFolder, "docker");
const logFile = join(cacheFolder, "docker.log");

/** As in DOCKER_HOST. */
export const ownDaemonHost = `unix://${socket}`;

/** Removes our daemon's runtime files, once it has stopped and no node is left. */
export async function clearRuntime(): Promise<void> {
  const mounts = (): readonly string[] => mountsUnder(execRoot, readFileSync("/proc/self/mountinfo", "utf8"));
  // A daemon that was killed leaves its nodes' network namespaces mounted.
  for (const path of mounts()) await $({ nothrow: true, quiet: true })`umount ${path}`;
  if (mounts().length === 0) rmSync(execRoot, { recursive: true, force: true });
}

/** Whether an earlier daemon of ours left containers, running or not. */
export function hasLeftContainers(): boolean {
  const folder = join(dataRoot, "containers");
  return existsSync(folder) && readdirSync(folder).length > 0;
}

/** Starts our own daemon, which outlives this program. Stale process IDs and sockets of a dead daemon do no harm. */
export async function startOwnDaemon(log: Log, signal?: AbortSignal): Promise<void> {
  if (process.getuid?.() !== 0) {
    throw new HearthError({
      code: "LAB_FAILED",
      message: "no Docker daemon answers, and only root can start one",
      hint: "Start Docker, or run the command as root.",
    });
  }
  await log.step("start Docker", async () => {
    await stopOwnDaemon();
    for (const stale of [socket, pidFile, containerdPidFile]) rmSync(stale, { force: true });
    mkdirSync(execRoot, { recursive: true });
    mkdirSync(dataRoot, { recursive: true });
    await noteHostNetwork();
    const child = spawnDaemon();
    const output = (): string => readFileSync(logFile, "utf8").trim().split("\n").slice(-3).join(" | ");
    await waitFor(
      {
        what: "dockerd to answer",
        limitMs: 60_000,
        intervalMs: 100,
        hint: `Read ${logFile}.`,
        ...defined({ signal }),
      },
      async () => {
        if (await dockerAnswers(ownDaemonHost)) return ready(undefined);
        if (child.exitCode === null) return notYet(`it is not ready; its log ends with: ${output()}`);
        throw new HearthError({
          code: "LAB_FAILED",
          message: `dockerd ended with exit code ${child.exitCode}: ${output()}`,
          hint: `Read ${logFile}, fix what it reports, then run the command again.`,
        });
      },
    );
  });
}

function spawnDaemon(): ChildProcess {
  const output = openSync(logFile, "w");
  const child = spawn(
    "dockerd",
    [
      ...["--host", ownDaemonHost, "--data-root", dataRoot, "--exec-root", execRoot, "--pidfile", pidFile],
      // If there is a system-wide containerd, it is used; a namespace of our own keeps the two apart.
      ...["--bridge", "none", "--containerd-namespace", "hearth", "--containerd-plugins-namespace", "hearth-plugins"],
    ],
    { detached: true, stdio: ["ignore", output, output], env: daemonEnvironment() },
  );
  closeSync(output);
  child.on("error", () => undefined);
  child.unref();
  return child;
}

/** A daemon keeps its environment for days, so it must hold none of this program's secrets. */
function daemonEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(["PATH", "HOME", "TMPDIR"].map((name) => [name, process.env[name]]));
}

/** A daemon gives its containers 15 seconds to stop; one that hangs ignores SIGTERM. */
const stopGraceMs = 25_000;

/** Stops our own daemon, if it runs; its containers stop with it and stay on disk. */
export async function stopOwnDaemon(): Promise<void> {
  const pid = ownDaemonPid();
  if (pid === undefined) return;
  const start = performance.now();
  process.kill(pid, "SIGTERM");
  await waitFor(
    { what: `dockerd (process ${pid}) to end`, limitMs: 40_000, intervalMs: 100, hint: `Read ${logFile}.` },
    async () => {
      if (ownDaemonPid() !== pid) return Promise.resolve(ready(undefined));
      if (performance.now() - start > stopGraceMs) process.kill(pid, "SIGKILL");
      return Promise.resolve(notYet("it is still stopping"));
    },
  );
}

/** The process of our daemon. Its recorded ID may have been reused since, so the command line is checked. */
function ownDaemonPid(): number | undefined {
  try {
    const pid = Number(readFileSync(pidFile, "utf8"));
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    return command.includes(ownDaemonHost) ? pid : undefined;
  } catch {
    return undefined;
  }
}
