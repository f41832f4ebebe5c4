import { expect, test } from "vitest";
import { containerArguments } from "./container-arguments.ts";

const plan = {
  lab: "hearth-1-lab",
  node: "n1",
  image: "hearth-node:bookworm-0123456789ab",
  address: "10.1.0.2",
  hostKey: "ssh-ed25519 AAAAhost",
  identity: "ssh-ed25519 AAAAmine",
};

test("a node is a whole machine with nothing that reaches the host", () => {
  expect(containerArguments(plan).join(" ")).toBe(
    [
      "create --name hearth-1-lab-n1 --hostname n1",
      "--label hearth.lab=hearth-1-lab --label hearth.node=n1 --label hearth.address=10.1.0.2",
      "--label hearth.host-key=ssh-ed25519 AAAAhost --label hearth.identity=ssh-ed25519 AAAAmine",
      "--network hearth-1-lab --ip 10.1.0.2 --cap-add ALL --cap-drop SYS_RESOURCE --cap-drop SYS_TIME",
      "--cap-drop SYS_MODULE --cap-drop SYS_BOOT --cap-drop SYS_RAWIO",
      "--security-opt seccomp=unconfined --security-opt apparmor=unconfined",
      "--device /dev/net/tun --cgroupns private --stop-signal SIGRTMIN+3",
      "--tmpfs /run --tmpfs /run/lock --volume hearth-1-lab-n1-docker:/var/lib/docker",
      "hearth-node:bookworm-0123456789ab /init.sh",
    ].join(" "),
  );
});

test("a node's share of the machine is a limit on its container", () => {
  const limited = containerArguments({ ...plan, memoryBytes: 2 ** 31, cpus: 0.5 });
  expect(limited.slice(-6)).toEqual(["--memory", "2147483648", "--cpus", "0.5", plan.image, "/init.sh"]);
});
