# shellcheck shell=sh
# Prints the facts of a machine in sections that begin with `== NAME`. POSIX shell (dash), as root if sudo allows it. It changes
# nothing: no file, log, service or kernel module. lib/profile/parse-probe.ts reads what it prints.

section() { printf '\n== %s\n' "$1"; }
# limited SECONDS COMMAND…: what hangs, such as a program whose service is stuck, is left out.
limited() { timeout -k 1 "$@" 2>/dev/null </dev/null; }
one() { cat "$1" 2>/dev/null || true; }
base() { printf '%s' "${1##*/}"; }

PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C
export PATH LC_ALL

# Pings run beside everything else. An empty list of peers sends none. A packet of 1360 bytes is one of the overlay's 1280 and what
# WireGuard adds.
pinged=''
# shellcheck disable=SC2154 # the script that this one is part of may set peers: NAME=ADDRESS…
if [ -n "${peers-}" ] && command -v ping >/dev/null; then
  # shellcheck disable=SC2016 # this shell's inner one expands them
  pinged=$(for peer in $peers; do
    (
      name=${peer%%=*} address=${peer#*=}
      small=$(limited 4 ping -n -q -c 5 -i 0.2 -W 1 "$address" | tr '\n' ' ')
      limited 2 ping -n -q -c 1 -W 1 -M 'do' -s 1332 "$address" >/dev/null && large=yes || large=no
      printf '%s\t%s\t%s\n' "$name" "$large" "$small"
    ) &
  done; wait)
fi
section peers
printf '%s\n' "$pinged"

section kernel
uname -r
uname -m
section os-release
one /etc/os-release
section cpuinfo
sed '/^$/q' /proc/cpuinfo
section cpus
limited 3 lscpu -p=CPU,CORE,SOCKET | grep -v '^#'
section cpu-limit
one /sys/fs/cgroup/cpu.max
nproc
section meminfo
grep -E '^(MemTotal|MemAvailable|SwapTotal):' /proc/meminfo
section memory-limit
one /sys/fs/cgroup/memory.max
one /sys/fs/cgroup/memory/memory.limit_in_bytes
section lsblk
limited 5 lsblk -J -b -o NAME,TYPE,SIZE,ROTA,TRAN,MODEL,FSTYPE,MOUNTPOINT
section df
# Also other disks, one of which may be for data.
others=$(awk '$1 ~ "^/dev/" && $1 !~ "^/dev/loop" && $2 !~ /\\\\/ { print $2 }' /proc/mounts)
# shellcheck disable=SC2086 # paths without blanks
limited 5 df -PTB1 / /boot /home /opt /srv /srv/hearth /var /var/lib /var/lib/hearth /var/lib/nomad $others

section gpus
for device in /sys/bus/pci/devices/*; do
  class=$(one "$device/class")
  case $class in 0x03*) ;; *) continue ;; esac
  driver=$(readlink "$device/driver" 2>/dev/null || true)
  window=$(while read -r first last _; do
    case $first in 0x0000000000000000 | '') ;; *) echo $((last - first + 1)) ;; esac
  done <"$device/resource" 2>/dev/null | sort -n | tail -n 1)
  printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$(base "$device")" "$class" "$(one "$device/vendor")" "$(one "$device/device")" \
    "$(base "$driver")" "$(one "$device/mem_info_vram_total")" "$window" "$(one "$device/removable")"
done
section nvidia
# Without the module, nvidia-smi would load it.
if [ -e /proc/driver/nvidia/version ]; then
  limited 5 nvidia-smi --query-gpu=pci.bus_id,memory.total --format=csv,noheader,nounits
fi

section addresses
limited 3 ip -j address
section links
for link in /sys/class/net/*; do
  [ -e "$link/mtu" ] || continue
  kind=virtual
  if [ -e "$link/device" ]; then kind=wired; fi
  if [ -e "$link/wireless" ] || [ -e "$link/phy80211" ]; then kind=wireless; fi
  members=''
  if [ -e "$link/bridge" ]; then
    kind=bridge
    for member in "$link/brif"/*; do [ ! -e "$member" ] || members="$members $(base "$member")"; done
  fi
  printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$(base "$link")" "$kind" "$(one "$link/operstate")" "$(one "$link/mtu")" \
    "$(one "$link/speed")" "$members"
done
section routes
limited 3 ip route show default
limited 3 ip -6 route show default

section virtualization
limited 3 systemd-detect-virt || true
limited 3 systemd-detect-virt --container || true
section init
one /proc/1/comm
section secure-boot
if [ -d /sys/firmware/efi ]; then
  echo efi
  od -An -t u1 /sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c 2>/dev/null
fi
section user-namespaces
one /proc/sys/user/max_user_namespaces
one /proc/sys/kernel/unprivileged_userns_clone
section power
for supply in /sys/class/power_supply/*; do
  [ -e "$supply/type" ] || continue
  printf '%s\t%s\t%s\t%s\n' "$(one "$supply/type")" "$(one "$supply/scope")" "$(one "$supply/online")" "$(one "$supply/capacity")"
done
section shells
getent passwd "${SUDO_USER:-$(id -un)}" | cut -d: -f7
grep -v '^#' /etc/shells

section listening
listening=$(limited 5 ss -H -lntup)
printf '%s\n' "$listening"
section processes
for process in $(printf '%s\n' "$listening" | grep -o 'pid=[0-9]*' | cut -c5- | sort -un); do
  service=$(sed -n 's|.*/\([^/]*\)\.service$|\1|p' "/proc/$process/cgroup" 2>/dev/null | head -n 1)
  programs='' ancestor=$process
  while [ "${ancestor:-0}" -gt 1 ]; do
    programs="$programs $(readlink "/proc/$ancestor/exe" 2>/dev/null)"
    ancestor=$(awk '/^PPid:/ { print $2 }' "/proc/$ancestor/status" 2>/dev/null)
  done
  # A container of a job counts as one of ours; who its ancestors are says only that it is a container.
  container=$(sed -n 's|.*/\(docker-\)\{0,1\}\([0-9a-f]\{64\}\)\(\.scope\)\{0,1\}$|\2|p' "/proc/$process/cgroup" 2>/dev/null | head -n 1)
  if [ -n "$container" ] && [ -n "$(limited 5 docker inspect --format '{{ index .Config.Labels "com.hashicorp.nomad.alloc_id" }}' "$container" 2>/dev/null)" ]; then
    programs="$programs /opt/hearth/container"
  fi
  printf '%s\t%s\t%s\n' "$process" "$service" "$programs"
done
section started
ls /var/lib/hearth/started 2>/dev/null
section programs
for program in docker podman nft ufw firewall-cmd fail2ban-client tailscale zerotier-cli wg virsh incus lxc pveversion k3s \
  nvidia-smi rocminfo vulkaninfo dkms mokutil cloud-init netplan nmcli ping; do
  command -v "$program" >/dev/null && echo "$program"
done
section active
active=$(limited 5 systemctl list-units --type=service,socket --state=active --plain --no-legend --no-pager | cut -d ' ' -f 1)
printf '%s\n' "$active"
section published
case " $(printf '%s' "$active" | tr '\n' ' ') " in
  *" docker.service "*) limited 5 docker ps --format '{{.Names}}\t{{.Ports}}' ;;
esac
section tailnet
case " $(printf '%s' "$active" | tr '\n' ' ') " in
  *" tailscaled.service "*)
    limited 3 tailscale debug prefs | grep '"ControlURL"'
    limited 3 tailscale status --json --peers=false | grep -E '"(BackendState|Name)"'
    ;;
esac
section time
[ ! -e /run/systemd/timesync/synchronized ] || echo systemd-timesyncd
section resolv.conf
grep '^nameserver' /etc/resolv.conf 2>/dev/null
section cloud-hosts
grep -rhsE '^[[:space:]]*manage_etc_hosts:' /etc/cloud/cloud.cfg /etc/cloud/cloud.cfg.d /var/lib/cloud/instance/cloud-config.txt
section depot
ls /srv/hearth/depot 2>/dev/null
section sshd
grep -HsEv '^[[:space:]]*(#|$)' /etc/ssh/sshd_config /etc/ssh/sshd_config.d/*.conf
section end
