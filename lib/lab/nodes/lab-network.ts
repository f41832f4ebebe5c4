import { HearthError } from "@hearth/kernel/errors.ts";
import type { Docker } from "../docker/docker.ts";
import { labels } from "./lab-name.ts";

export interface LabNetwork {
  /** `a.b.c.d/length` */
  readonly subnet: string;
  /** Whether it was made just now: any existing container then belongs to a network that is gone. */
  readonly isNew: boolean;
}

const subnetFormat = "{{range .IPAM.Config}}{{.Subnet}}{{end}}";

/**
 * The lab's network, made if it is missing. Docker picks a range that is free on this machine, since it knows the routes and the
 * other networks; but it assigns fixed addresses only in a range that was given explicitly. So we let it pick one for a temporary
 * network, remove that, and request the same range explicitly.
 */
export async function ensureNetwork(docker: Docker, lab: string, signal?: AbortSignal): Promise<LabNetwork> {
  const found = await docker(["network", "ls", "--quiet", "--filter", `name=^${lab}$`], { signal });
  if (found !== "") return { subnet: await subnetOf(docker, lab), isNew: false };
  const label = ["--label", `${labels.lab}=${lab}`];
  const pick = `${lab}-pick`;
  await docker(["network", "rm", pick]).catch(() => undefined);
  await docker(["network", "create", ...label, pick], { signal });
  const subnet = await subnetOf(docker, pick);
  await docker(["network", "rm", pick]);
  await docker(["network", "create", ...label, "--subnet", subnet, lab], { signal });
  return { subnet, isNew: true };
}

async function subnetOf(docker: Docker, network: string): Promise<string> {
  const subnet = await docker(["network", "inspect", "--format", subnetFormat, network]);
  if (/^[\d.]+\/\d+$/.test(subnet)) return subnet;
  throw new HearthError({
    code: "LAB_FAILED",
    message: `the lab's network ${network} has no single IPv4 range (it has "${subnet}")`,
    hint: "Run `hearth lab down`, then `hearth lab up`.",
  });
}
