import type { Check } from "./check.ts";

/** What is installed on the machine and what runs there. */
export const softwareChecks: readonly Check[] = [
  {
    name: "packages",
    about: "no package is half installed, nobody else installs",
    // A warning: a run that was cut off leaves a package half installed, and the next one repairs that before anything else.
    severity: "warning",
    script: `
      broken=$(dpkg --audit | awk '/^ / { print $1 }' | tr '\\n' ' ')
      [ -z "$broken" ] || { echo "half installed: $broken"; return 1; }
      lock=$(stat -c %i /var/lib/dpkg/lock-frontend 2>/dev/null) || return 0
      if grep -q ":$lock " /proc/locks; then echo "another program installs packages"; return 1; fi`,
    hint: "Nothing needs to be done: Hearth repairs half installed packages, and waits two minutes for another installation to end.",
  },
  {
    name: "firewall",
    about: "no other firewall manager is at work",
    severity: "warning",
    script: `
      active=
      if grep -qs '^ENABLED=yes' /etc/ufw/ufw.conf; then active="$active ufw"; fi
      if systemctl is-active --quiet firewalld; then active="$active firewalld"; fi
      [ -z "$active" ] || { echo "active:$active"; return 1; }`,
    hint: "It may stay: Hearth's own table `inet hearth` only drops what is not declared. What the other one drops stays dropped, so let it accept the cluster's ports.",
  },
  {
    name: "time-sync",
    about: "a time service keeps the clock",
    severity: "warning",
    // Not by timedatectl, which would start a service to answer.
    script: `
      systemd-detect-virt --container --quiet && { echo "the container's host keeps it"; return 0; }
      [ -e /run/systemd/timesync/synchronized ] && { echo "systemd-timesyncd"; return 0; }
      for service in chrony ntpsec ntp openntpd; do
        systemctl is-active --quiet $service && { echo $service; return 0; }
      done
      echo "no time service"; return 1`,
    hint: "Install one: `sudo apt-get install systemd-timesyncd`. Certificates and votes fail when clocks drift apart.",
  },
  {
    name: "own-name",
    about: "the machine finds its own name",
    severity: "warning",
    script: 'name=$(uname -n); getent hosts "$name" >/dev/null || { echo "$name is unknown"; return 1; }; echo "$name"',
    hint: "Add a line `127.0.1.1 NAME` to /etc/hosts: sudo and others wait for a name server otherwise.",
  },
  {
    name: "ports",
    about: "the cluster's ports are free, or held by what Hearth has started",
    severity: "error",
    script: `
      [ "$(id -u)" = 0 ] || { echo "not looked at: only root sees who holds a port"; return 0; }
      ours() {
        unit=$(sed -n 's|.*/\\([^/]*\\)\\.service$|\\1|p' /proc/$1/cgroup | head -n 1)
        [ -n "$unit" ] && [ -e "/var/lib/hearth/started/$unit" ] && return 0
        process=$1
        while [ "$process" -gt 1 ]; do
          case $(readlink /proc/$process/exe) in /opt/hearth/*) return 0 ;; esac
          process=$(awk '/^PPid:/ { print $2 }' /proc/$process/status)
        done
        return 1
      }
      listening=$(ss -H -lntup) || { echo "ss does not run"; return 1; }
      taken=
      for want in $wanted_ports; do
        port=\${want%%/*} rest=\${want#*/}
        protocol=\${rest%%/*} name=\${rest#*/}
        sockets=$(echo "$listening" | awk -v p=$port -v t=$protocol '$1 == t { n = split($5, a, ":"); if (a[n] == p) print }')
        [ -n "$sockets" ] || continue
        processes=$(echo "$sockets" | grep -o 'pid=[0-9]*' | cut -c5- | sort -u)
        [ -n "$processes" ] || taken="$taken$port/$protocol ($name) is held by a process that is not seen; "
        for process in $processes; do
          program=$(cat /proc/$process/comm)
          case $name/$program in ssh/sshd | ssh/systemd) continue ;; esac
          (ours $process) || taken="$taken$port/$protocol ($name) is held by $program (pid $process); "
        done
      done
      [ -z "$taken" ] || { echo "\${taken%; }"; return 1; }`,
    hint: "Stop the program that holds the port, or choose another port below `cluster.ports` in the inventory.",
  },
];
