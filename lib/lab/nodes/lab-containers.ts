import { labUser } from "../../config/derive/default-user.ts";
import { z } from "zod";
import type { NodeAccess } from "../../ssh/node-access.ts";
import type { Docker } from "../docker/docker.ts";
import { labels } from "./lab-name.ts";

/** A node as Docker knows it. */
export interface LabContainer {
  /** Name of the container. */
  readonly container: string;
  readonly lab: string;
  readonly node: string;
  readonly address: string;
  readonly hostKey: string;
  readonly identity: string;
  /** Docker's word: created, running, paused, restarting, removing, exited, dead. */
  readonly state: string;
}

const inspected = z.array(
  z.object({
    Name: z.string(),
    State: z.object({ Status: z.string() }),
    Config: z.object({ Labels: z.record(z.string(), z.string()) }),
  }),
);

/**
 * The containers of a lab, or of every lab on this daemon.
 * @param lab name of the lab; absent for all labs
 */
export async function labContainers(docker: Docker, lab?: string): Promise<readonly LabContainer[]> {
  const label = lab === undefined ? labels.lab : `${labels.lab}=${lab}`;
  const ids = await docker(["ps", "--all", "--quiet", "--filter", `label=${label}`]);
  if (ids === "") return [];
  return parseInspection(await docker(["inspect", "--type", "container", ...ids.split("\n")]));
}

/**
 * @param json what `docker inspect` prints for containers of labs
 * @returns by name, n2 before n10
 */
export function parseInspection(json: string): readonly LabContainer[] {
  const containers = inspected.parse(JSON.parse(json)).map(({ Name, State, Config }) => {
    const label = (name: keyof typeof labels): string => Config.Labels[labels[name]] ?? "";
    return {
      container: Name.replace(/^\//, ""),
      lab: label("lab"),
      node: label("node"),
      address: label("address"),
      hostKey: label("hostKey"),
      identity: label("identity"),
      state: State.Status,
    };
  });
  return containers.sort((one, other) => one.container.localeCompare(other.container, "en", { numeric: true }));
}

/** How a lab's node is reached: by its first account, as on a machine that a person installed. */
export function nodeAccess({ node, address, hostKey }: LabContainer, identityFile: string): NodeAccess {
  return { name: node, address, port: 22, user: labUser, hostKey, identityFile };
}
