# shellcheck shell=sh
# One function a check of system.ts: it prints what it found, and its status is the verdict.

sudo() {
  command -v sudo >/dev/null || { echo "sudo is not installed"; return 1; }
  [ "${HEARTH_SUDO:-}" != refused ] || { echo "sudo refuses the password"; return 1; }
  [ "$(id -u)" = 0 ] || { echo "sudo asks for a password"; return 1; }
}

os() {
  # shellcheck source=/dev/null
  . /etc/os-release
  echo "$PRETTY_NAME"
  case "$ID $VERSION_ID" in "debian 12" | "debian 13") ;; *) return 1 ;; esac
}

os_proven() {
  # shellcheck source=/dev/null
  . /etc/os-release
  echo "$PRETTY_NAME"
  [ "$VERSION_ID" = 12 ]
}

systemd() {
  read -r name </proc/1/comm
  echo "process 1 is $name"
  [ -d /run/systemd/system ]
}

# The oldest long-term kernel with the cgroup v2 freezer and nftables' sets in the inet family as we use them.
kernel() {
  release=$(uname -r)
  echo "$release"
  printf '5.4\n%s\n' "$release" | sort -V -C
}

cgroups() {
  if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
    version=2 wanted="cpu cpuset io memory pids" have=$(cat /sys/fs/cgroup/cgroup.controllers)
  else
    version=1 wanted="cpu cpuset freezer memory" have=$(awk '$3 == "cgroup" { print $4 }' /proc/mounts | tr ',\n' '  ')
  fi
  missing=''
  for controller in $wanted; do
    case " $have " in *" $controller "*) ;; *) missing="$missing $controller" ;; esac
  done
  [ -z "$missing" ] || { echo "cgroup v$version lacks$missing"; return 1; }
  echo "cgroup v$version"
}

tun() {
  [ -c /dev/net/tun ] && { echo /dev/net/tun; return 0; }
  modinfo tun >/dev/null && { echo "module tun"; return 0; }
  echo "neither /dev/net/tun nor the module tun"
  return 1
}

machine_id() {
  cat /etc/machine-id
}
