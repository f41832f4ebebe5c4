import { functionBodies } from "../../steps/shell-file.ts";
import type { Check } from "./check.ts";

const script = functionBodies(import.meta.dirname, "system.sh");

/** What the operating system and its kernel provide. */
export const systemChecks: readonly Check[] = [
  {
    name: "sudo",
    about: "the login may become root",
    severity: "error",
    script: script("sudo"),
    hint: "Install it as root with `apt-get install sudo`, also if Hearth logs in as root; and let the login run everything: name its password with `ssh.sudoPassword` and save it with `hearth secrets create NAME`, or add a line `USER ALL=(ALL) NOPASSWD:ALL` in /etc/sudoers.d.",
  },
  {
    name: "os",
    about: "Debian 12 or 13",
    severity: "error",
    script: script("os"),
    hint: "Install Debian 12 on the machine, or remove it from the inventory.",
  },
  {
    name: "os-proven",
    about: "the Debian release that Hearth is tested on",
    severity: "warning",
    script: script("os_proven"),
    hint: "Only Debian 12 is tested with all roles and jobs; see docs/untested.md.",
  },
  {
    name: "systemd",
    about: "systemd is the init system",
    severity: "error",
    script: script("systemd"),
    hint: "Boot the machine with systemd: services, timers and the lock-out protection need it.",
  },
  {
    name: "kernel",
    about: "Linux 5.4 or newer",
    severity: "error",
    script: script("kernel"),
    hint: "Update the kernel and reboot.",
  },
  {
    name: "cgroups",
    about: "the cgroup controllers that Nomad's exec driver needs",
    severity: "error",
    script: script("cgroups"),
    hint: "On a Raspberry Pi add `cgroup_enable=memory` to /boot/firmware/cmdline.txt and reboot; elsewhere mount the missing controllers.",
  },
  {
    name: "tun",
    about: "a TUN device for the overlay",
    severity: "error",
    script: script("tun"),
    hint: "Install a kernel with the module tun; for a container, pass in the device /dev/net/tun.",
  },
  {
    name: "machine-id",
    about: "a machine ID that no other node has",
    severity: "error",
    script: script("machine_id"),
    hint: "Create one with `systemd-machine-id-setup`, and reboot.",
  },
];
