import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { containerArguments, type ContainerPlan } from "./container-arguments.ts";
import type { Docker, DockerOptions } from "../docker/docker.ts";
import { containerName, labels, volumeName } from "./lab-name.ts";
import { hostKeyName, withHostKey } from "./make-key.ts";

/**
 * Makes and starts a node with a host key of its own. An interrupted run leaves a container that was never started, which the
 * next run replaces.
 * @returns the public host key
 */
export async function makeNode(
  docker: Docker,
  plan: Omit<ContainerPlan, "hostKey">,
  options: DockerOptions = {},
): Promise<string> {
  const container = containerName(plan.lab, plan.node);
  return withHostKey(async (hostKey, folder) => {
    const authorized = join(folder, ".ssh");
    mkdirSync(authorized);
    writeFileSync(join(authorized, "authorized_keys"), `${plan.identity}\n`);
    chmodSync(authorized, 0o700);
    chmodSync(join(authorized, "authorized_keys"), 0o600);
    const volume = volumeName(plan.lab, plan.node);
    await docker(["volume", "create", "--label", `${labels.lab}=${plan.lab}`, volume], options);
    await docker(containerArguments({ ...plan, hostKey }), options);
    for (const name of [hostKeyName, `${hostKeyName}.pub`]) {
      await docker(["cp", join(folder, name), `${container}:/etc/ssh/${name}`], options);
    }
    await docker(["cp", authorized, `${container}:/home/operator/`], options);
    await docker(["start", container], options);
    return hostKey;
  });
}

/** Removes a node and its volume, whatever its state. */
export async function removeNode(docker: Docker, lab: string, node: string): Promise<void> {
  await docker(["rm", "--force", containerName(lab, node)]);
  await docker(["volume", "rm", "--force", volumeName(lab, node)]);
}
