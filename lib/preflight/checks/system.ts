import type { Check } from "./check.ts";

/** What the operating system and its kernel bring. */
export const systemChecks: readonly Check[] = [
  {
    name: "sudo",
    about: "the login may become root without a password",
    severity: "error",
    script: '[ "$(id -u)" = 0 ] || { echo "sudo asks for a password"; return 1; }',
    hint: "Let the login run everything by sudo without a password: a line `USER ALL=(ALL) NOPASSWD:ALL` in /etc/sudoers.d.",
  },
  {
    name: "os",
    about: "Debian 12 or 13",
    severity: "error",
    script:
      '. /etc/os-release; echo "$PRETTY_NAME"; case "$ID $VERSION_ID" in "debian 12" | "debian 13") ;; *) return 1 ;; esac',
    hint: "Install Debian 12 on the machine, or take it out of the inventory.",
  },
  {
    name: "os-proven",
    about: "the release that every part has been run on",
    severity: "warning",
    script: '. /etc/os-release; echo "$PRETTY_NAME"; [ "$VERSION_ID" = 12 ]',
    hint: "Only Debian 12 has been run with all roles and jobs; see docs/untested.md.",
  },
  {
    name: "systemd",
    about: "systemd runs the machine",
    severity: "error",
    script: 'read -r name </proc/1/comm; echo "process 1 is $name"; [ -d /run/systemd/system ]',
    hint: "Boot the machine with systemd: services, timers and the lock-out protection need it.",
  },
  {
    name: "kernel",
    about: "Linux 5.4 or newer",
    severity: "error",
    // The oldest long-term kernel with the cgroup v2 freezer and nftables' sets in the inet family as we use them.
    script: String.raw`release=$(uname -r); echo "$release"; printf '5.4\n%s\n' "$release" | sort -V -C`,
    hint: "Update the kernel and reboot.",
  },
  {
    name: "cgroups",
    about: "the controllers of Nomad's exec driver",
    severity: "error",
    script: `
      if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
        version=2 wanted="cpu cpuset io memory pids" have=$(cat /sys/fs/cgroup/cgroup.controllers)
      else
        version=1 wanted="cpu cpuset freezer memory" have=$(awk '$3 == "cgroup" { print $4 }' /proc/mounts | tr ',\\n' '  ')
      fi
      missing=
      for controller in $wanted; do
        case " $have " in *" $controller "*) ;; *) missing="$missing $controller" ;; esac
      done
      [ -z "$missing" ] || { echo "cgroup v$version lacks$missing"; return 1; }
      echo "cgroup v$version"`,
    hint: "On a Raspberry Pi add `cgroup_enable=memory` to /boot/firmware/cmdline.txt and reboot; elsewhere mount the missing controllers.",
  },
  {
    name: "tun",
    about: "a TUN device for the overlay",
    severity: "error",
    script: `
      [ -c /dev/net/tun ] && { echo /dev/net/tun; return 0; }
      modinfo tun >/dev/null && { echo "module tun"; return 0; }
      echo "neither /dev/net/tun nor the module tun"; return 1`,
    hint: "Install a kernel with the module tun; for a container pass the device /dev/net/tun in.",
  },
  {
    name: "machine-id",
    about: "a machine id, which no other node has",
    severity: "error",
    script: "cat /etc/machine-id",
    hint: "Make one with `systemd-machine-id-setup`, and reboot.",
  },
];
