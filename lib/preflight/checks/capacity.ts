import type { Check } from "./check.ts";

/** What the hardware, or the share of it that a virtual machine has, brings. */
export const capacityChecks: readonly Check[] = [
  {
    name: "architecture",
    about: "x86-64 or 64-bit ARM",
    severity: "error",
    script: "machine=$(uname -m); echo $machine; case $machine in x86_64 | aarch64) ;; *) return 1 ;; esac",
    hint: "Take the machine out of the inventory: there are no programs for its processor.",
  },
  {
    name: "memory",
    about: "900 MiB or more",
    severity: "error",
    // Agents, overlay and system take about 500 MiB; a machine sold as 1 GiB shows some 930 MiB after the kernel's own.
    script: `
      kibibytes=$(awk '/^MemTotal:/ { print $2 }' /proc/meminfo)
      for limit in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
        share=$(($(cat $limit 2>/dev/null | grep -x '[0-9]*' || echo 0) / 1024))
        if [ $share -gt 0 ] && [ $share -lt $kibibytes ]; then kibibytes=$share; fi
      done
      echo "$((kibibytes / 1024)) MiB"
      [ $kibibytes -ge $((900 * 1024)) ]`,
    hint: "Give the machine more memory, or take it out of the inventory.",
  },
  {
    name: "disk",
    about: "1 GiB and 10000 inodes free wherever Hearth writes",
    severity: "error",
    // Programs take about 700 MB, once in the inbox and once where they stay; what models take is Nomad's to refuse.
    script: `
      low= seen=
      for path in / /var /opt/hearth /var/lib/hearth /var/lib/nomad; do
        [ -d $path ] || continue
        set -- $(df -Pk $path | tail -n 1) $(df -Pi $path | tail -n 1)
        case " $seen " in *" $6 "*) continue ;; esac
        seen="$seen $6"
        if [ $4 -lt 1048576 ]; then low="$low$path has $(($4 * 1024)) bytes free; "; fi
        if [ $8 != - ] && [ $8 -gt 0 ] && [ \${10} -lt 10000 ]; then low="$low$path has \${10} inodes free; "; fi
      done
      [ -z "$low" ] || { echo "\${low%; }"; return 1; }
      echo "free wherever Hearth writes:$seen"`,
    hint: "Free some room: `sudo apt-get clean`, `sudo journalctl --vacuum-size=100M`, and see what is large with `sudo du -xh / | sort -h | tail`.",
  },
];
