import { findDocker } from "./docker/find-docker.ts";
import { labContainers, type LabContainer } from "./nodes/lab-containers.ts";
import { labName } from "./nodes/lab-name.ts";

export interface LabStatus {
  readonly name: string;
  /** Where Docker answers, as in DOCKER_HOST; absent if no Docker answers, in which case no node runs. */
  readonly dockerHost?: string;
  readonly nodes: readonly Pick<LabContainer, "node" | "address" | "state">[];
}

/** The state of a stack's lab, according to Docker. Starts nothing. */
export async function labStatus({ stack }: { readonly stack: string }): Promise<LabStatus> {
  const name = labName(stack);
  const docker = await findDocker();
  if (docker === undefined) return { name, nodes: [] };
  const containers = await labContainers(docker, name);
  return {
    name,
    dockerHost: docker.host,
    nodes: containers.map(({ node, address, state }) => ({ node, address, state })),
  };
}

/** Containers of every lab on this machine, by name; none if no Docker answers. */
export async function allLabNodes(): Promise<readonly string[]> {
  const docker = await findDocker();
  return docker === undefined ? [] : (await labContainers(docker)).map(({ container }) => container);
}
