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
  /** Limits; absent where the node may use all there is, or the host cannot limit. */
  readonly memoryBytes?: number;
  readonly cpus?: number;
}

/**
 * What reaches through to the host stays out: its clock, kernel modules, reboot, raw devices. SYS_RESOURCE is missing
 * where Hearth itself runs in a container, and asking for it would fail; nothing here needs it.
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
