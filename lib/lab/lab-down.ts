import { count } from "@hearth/kernel/count.ts";
import type { Log } from "@hearth/kernel/log.ts";
import type { Docker } from "./docker/docker.ts";
import { ensureDocker, findDocker } from "./docker/find-docker.ts";
import { restoreHostNetwork } from "./docker/host-network.ts";
import { labContainers } from "./nodes/lab-containers.ts";
import { removeAllLabFiles, removeLabFile } from "./nodes/lab-file.ts";
import { withLabLock } from "./nodes/lab-lock.ts";
import { labName, labels } from "./nodes/lab-name.ts";
import { clearRuntime, hasLeftContainers, ownDaemonHost, stopOwnDaemon } from "./docker/own-daemon.ts";

export interface LabDownOptions {
  readonly stack: string;
  readonly log: Log;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Removes a stack's lab: containers, networks, volumes, lab.json and its key; also our own Docker daemon, unless nodes of another
 * lab run on it. Does nothing if there is no lab.
 */
export async function labDown({ stack, ...context }: LabDownOptions): Promise<void> {
  await takeDown(`${labels.lab}=${labName(stack)}`, context);
  removeLabFile(stack);
}

/** Removes every lab on this machine, whichever checkout made it. */
export async function labDownAll(context: Omit<LabDownOptions, "stack">): Promise<void> {
  await takeDown(labels.lab, context);
  removeAllLabFiles();
}

async function takeDown(label: string, { log, signal }: Omit<LabDownOptions, "stack">): Promise<void> {
  await withLabLock({ log, signal }, async () => {
    // What a killed daemon left behind can only be removed by a running one.
    const docker = (await findDocker()) ?? (hasLeftContainers() ? await ensureDocker(log, signal) : undefined);
    if (docker === undefined) return;
    await removeLabelled(docker, label, log);
    if (docker.host !== ownDaemonHost) return;
    const others = await labContainers(docker);
    if (others.some(({ state }) => state === "running" || state === "paused")) return;
    await log.step("stop Docker", async () => {
      await stopOwnDaemon();
      if (others.length === 0) await clearRuntime();
      if ((await findDocker()) === undefined) await restoreHostNetwork();
    });
  });
}

/** Containers first: they hold the volumes and the network. */
async function removeLabelled(docker: Docker, label: string, log: Log): Promise<void> {
  const find = async (...list: string[]): Promise<readonly string[]> => {
    const found = await docker([...list, "--quiet", "--filter", `label=${label}`]);
    return found === "" ? [] : found.split("\n");
  };
  const containers = await find("ps", "--all");
  if (containers.length > 0) {
    await log.step(`remove ${count(containers.length, "lab node")}`, async () =>
      Promise.all(containers.map((id) => docker(["rm", "--force", "--volumes", id]))),
    );
  }
  for (const kind of ["volume", "network"]) {
    const found = await find(kind, "ls");
    if (found.length > 0) await docker([kind, "rm", ...found]);
  }
}
