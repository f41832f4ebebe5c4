#!/bin/sh
# usage: sh -s [look] <THIS
#
# Installs all updates of Debian's packages, kernels and drivers too: the machine has no work, and is restarted afterwards if they want
# it. Prints `begin`, a line `package NAME OLD NEW` for each, and in the end `reboot yes` or `reboot no`. With `look` it installs nothing.
set -u
export DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l LC_ALL=C.UTF-8

apt() {
  # Somebody else may hold dpkg's lock, such as the daily update of the machine itself.
  apt-get -q -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \
    -o Dpkg::Use-Pty=0 "$@"
}

# `Inst NAME [OLD] (NEW …` of a simulation.
planned() {
  apt --simulate --with-new-pkgs upgrade | sed -nE 's/^Inst ([^ ]+) \[([^]]*)\] \(([^ ]+) .*/package \1 \2 \3/p'
}

newest_kernel() { find /boot -maxdepth 1 -name 'vmlinuz-*' -printf '%f\n' 2>/dev/null | sort -V | tail -n 1; }

wants_reboot() {
  [ ! -e /run/reboot-required ] || return 0
  kernel=$(newest_kernel)
  [ -n "$kernel" ] && [ "$kernel" != "vmlinuz-$(uname -r)" ]
}

main() {
  echo begin
  apt update >&2 || exit 1
  planned
  if [ "${1-}" != look ]; then
    apt --yes --with-new-pkgs upgrade >&2 || exit 1
  fi
  if wants_reboot; then echo "reboot yes"; else echo "reboot no"; fi
}

main "$@" </dev/null
