# shellcheck shell=sh
# One function a check of capacity.ts: it prints what it found, and its status is the verdict.

# shellcheck disable=SC2154 # wanted_machine is set by the compiled script
architecture() {
  machine=$(uname -m)
  [ "$machine" = "$wanted_machine" ] || { echo "$machine, but its programs are for $wanted_machine"; return 1; }
  echo "$machine"
}

# Agents, overlay and system take about 500 MiB; a machine sold as 1 GiB shows some 930 MiB after the kernel's own.
memory() {
  kibibytes=$(awk '/^MemTotal:/ { print $2 }' /proc/meminfo)
  for limit in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
    share=$(($(grep -xs '[0-9]*' "$limit" || echo 0) / 1024))
    if [ "$share" -gt 0 ] && [ "$share" -lt "$kibibytes" ]; then kibibytes=$share; fi
  done
  echo "$((kibibytes / 1024)) MiB"
  [ "$kibibytes" -ge $((900 * 1024)) ]
}

# Programs take about 700 MB, both in the inbox and in their final place; Nomad checks the space for models.
disk() {
  low='' seen=''
  for path in / /var /opt/hearth /var/lib/hearth /var/lib/nomad; do
    [ -d "$path" ] || continue
    # shellcheck disable=SC2046 # the columns of both tables
    set -- $(df -Pk "$path" | tail -n 1) $(df -Pi "$path" | tail -n 1)
    case " $seen " in *" $6 "*) continue ;; esac
    seen="$seen $6"
    if [ "$4" -lt 1048576 ]; then low="$low$path has $(($4 * 1024)) bytes free; "; fi
    if [ "$8" != - ] && [ "$8" -gt 0 ] && [ "${10}" -lt 10000 ]; then low="$low$path has ${10} inodes free; "; fi
  done
  [ -z "$low" ] || { echo "${low%; }"; return 1; }
  echo "free wherever Hearth writes:$seen"
}
