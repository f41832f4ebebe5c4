import { count } from "@hearth/kernel/count.ts";
import { findDocker } from "./docker/find-docker.ts";
import { ownDaemonHost, stopOwnDaemon } from "./docker/own-daemon.ts";
import { restoreHostNetwork } from "./docker/host-network.ts";
import type { Docker } from "./docker/docker.ts";
import type { LabDownOptions } from "./lab-down.ts";
import { labContainers } from "./nodes/lab-containers.ts";
import { withLabLock } from "./nodes/lab-lock.ts";
import { labName } from "./nodes/lab-name.ts";

/** Stops a stack's lab nodes and keeps them with their data; also stops our own Docker daemon, unless another lab runs on it. */
export async function labStop({ stack, log, signal }: LabDownOptions): Promise<void> {
  await withLabLock({ log, signal }, async () => {
    const docker = await findDocker();
    if (docker === undefined) return;
    const running = await runningNodes(docker, labName(stack));
    if (running.length > 0) {
      await log.step(`stop ${count(running.length, "lab node")}`, () => docker(["stop", ...running]));
    }
    if (docker.host !== ownDaemonHost || (await runningNodes(docker)).length > 0) return;
    await log.step("stop Docker", async () => {
      await stopOwnDaemon();
      if ((await findDocker()) === undefined) await restoreHostNetwork();
    });
  });
}

/** Names of the containers that run, of one lab or of all. */
export async function runningNodes(docker: Docker, lab?: string): Promise<readonly string[]> {
  const containers = await labContainers(docker, lab);
  return containers.filter(({ state }) => state === "running" || state === "paused").map(({ container }) => container);
}
