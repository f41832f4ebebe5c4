import { HearthError } from "@hearth/kernel/errors.ts";
import type { Docker } from "../docker/docker.ts";
import { labels } from "./lab-name.ts";

export interface LabNetwork {
  /** `a.b.c.d/length` */
  readonly subnet: string;
  /** Made just now: whatever container is left belongs to a network that is gone. */
  readonly isNew: boolean;
}

const subnetFormat = "{{range .IPAM.Config}}{{.Subnet}}{{end}}";

/**
 * The lab's network, made where it is missing. Docker itself picks a range that is free on this machine, since it knows
 * the routes and the other networks; but it gives fixed addresses only in a range that was asked for by name. So it
 * picks one for a network that is removed at once, and is then asked for that very range.
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
