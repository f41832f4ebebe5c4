# shellcheck shell=sh
# One function a check of software.ts: it prints what it found, and its status is the verdict.

packages() {
  broken=$(dpkg --audit | awk '/^ / { print $1 }' | tr '\n' ' ')
  [ -z "$broken" ] || { echo "half installed: $broken"; return 1; }
  lock=$(stat -c %i /var/lib/dpkg/lock-frontend 2>/dev/null) || return 0
  if grep -q ":$lock " /proc/locks; then echo "another program installs packages"; return 1; fi
}

firewall() {
  active=''
  if grep -qs '^ENABLED=yes' /etc/ufw/ufw.conf; then active="$active ufw"; fi
  if systemctl is-active --quiet firewalld; then active="$active firewalld"; fi
  [ -z "$active" ] || { echo "active:$active"; return 1; }
}

# Not by timedatectl, which would start a service to answer.
time_sync() {
  systemd-detect-virt --container --quiet && { echo "the container's host keeps it"; return 0; }
  [ -e /run/systemd/timesync/synchronized ] && { echo "systemd-timesyncd"; return 0; }
  for service in chrony ntpsec ntp openntpd; do
    systemctl is-active --quiet "$service" && { echo "$service"; return 0; }
  done
  echo "no time service"
  return 1
}

own_name() {
  name=$(uname -n)
  getent hosts "$name" >/dev/null || { echo "$name is unknown"; return 1; }
  echo "$name"
}

ports() {
  [ "$(id -u)" = 0 ] || { echo "not looked at: only root sees who holds a port"; return 0; }
  ours() {
    unit=$(sed -n 's|.*/\([^/]*\)\.service$|\1|p' "/proc/$1/cgroup" | head -n 1)
    [ -n "$unit" ] && [ -e "/var/lib/hearth/started/$unit" ] && return 0
    container=$(sed -n 's|.*/\(docker-\)\{0,1\}\([0-9a-f]\{64\}\)\(\.scope\)\{0,1\}$|\2|p' "/proc/$1/cgroup" | head -n 1)
    if [ -n "$container" ]; then
      # A job's, not somebody else's.
      [ -n "$(docker inspect --format '{{ index .Config.Labels "com.hashicorp.nomad.alloc_id" }}' "$container" 2>/dev/null)" ]
      return
    fi
    process=$1
    while [ "$process" -gt 1 ]; do
      case $(readlink "/proc/$process/exe") in /opt/hearth/*) return 0 ;; esac
      process=$(awk '/^PPid:/ { print $2 }' "/proc/$process/status")
    done
    return 1
  }
  listening=$(ss -H -lntup) || { echo "ss does not run"; return 1; }
  taken=''
  # shellcheck disable=SC2154 # the compiled script sets it
  for want in $wanted_ports; do
    port=${want%%/*} rest=${want#*/}
    protocol=${rest%%/*} name=${rest#*/}
    sockets=$(echo "$listening" | awk -v p="$port" -v t="$protocol" '$1 == t { n = split($5, a, ":"); if (a[n] == p) print }')
    [ -n "$sockets" ] || continue
    processes=$(echo "$sockets" | grep -o 'pid=[0-9]*' | cut -c5- | sort -u)
    [ -n "$processes" ] || taken="$taken$port/$protocol ($name) is held by a process that is not seen; "
    for process in $processes; do
      program=$(cat "/proc/$process/comm")
      case $name/$program in ssh/sshd | ssh/systemd) continue ;; esac
      (ours "$process") || taken="$taken$port/$protocol ($name) is held by $program (pid $process); "
    done
  done
  [ -z "$taken" ] || { echo "${taken%; }"; return 1; }
}
