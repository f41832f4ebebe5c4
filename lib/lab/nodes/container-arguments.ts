import { containerName, labels, volumeName } from "./lab-name.ts";

export interface ContainerPlan {
  readonly lab: string;
  readonly node: string;
  readonly image: string;
  readonly address: string;
  /** Public host key: `ssh-ed25519 AAAA…`. */
  readonly hostKey: string;
  /** Public key that may log in as `operator`. */
  readonly identity: string;
  /** Limits; absent if the node may use everything, or the host cannot set them. */
  readonly memoryBytes?: number;
  readonly cpus?: number;
}

/**
 * Leaves out what would affect the host: clock, kernel modules, reboot, raw devices. Also leaves out SYS_RESOURCE: nothing here
 * needs it, and requesting it fails if Hearth itself runs in a container.
 */
const droppedCapabilities = ["SYS_RESOURCE", "SYS_TIME", "SYS_MODULE", "SYS_BOOT", "SYS_RAWIO"];

/** Arguments of `docker` that make a node, not yet started. */
export function containerArguments(plan: ContainerPlan): readonly string[] {
  const { lab, node } = plan;
  const values = {
    [labels.lab]: lab,
    [labels.node]: node,
    [labels.address]: plan.address,
    [labels.hostKey]: plan.hostKey,
    [labels.identity]: plan.identity,
  };
  return [
    ...["create", "--name", containerName(lab, node), "--hostname", node],
    ...Object.entries(values).flatMap(([key, value]) => ["--label", `${key}=${value}`]),
    ...["--network", lab, "--ip", plan.address],
    ...["--cap-add", "ALL", ...droppedCapabilities.flatMap((name) => ["--cap-drop", name])],
    ...["--security-opt", "seccomp=unconfined", "--security-opt", "apparmor=unconfined"],
    ...["--device", "/dev/net/tun", "--cgroupns", "private", "--stop-signal", "SIGRTMIN+3"],
    ...["--tmpfs", "/run", "--tmpfs", "/run/lock", "--volume", `${volumeName(lab, node)}:/var/lib/docker`],
    ...(plan.memoryBytes === undefined ? [] : ["--memory", String(plan.memoryBytes)]),
    ...(plan.cpus === undefined ? [] : ["--cpus", String(plan.cpus)]),
    ...[plan.image, "/init.sh"],
  ];
}
