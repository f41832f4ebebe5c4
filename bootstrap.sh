#!/bin/sh
# From a bare Debian 12 to a running cluster, or to passing tests, in one command.
set -eu

usage='usage: ./bootstrap.sh               set everything up and bring the lab up: three virtual nodes on this computer
       ./bootstrap.sh test [ARGS]   set everything up and run the tests; "test --all" adds the long ones
       ./bootstrap.sh tools         fetch and build the programs and models, and no more
       ./bootstrap.sh --help

Installs missing Debian packages (as root), then the pinned toolchain into ~/.cache/hearth. All output also goes to
.hearth/log/bootstrap-<date>.log. Running it again changes nothing that is already there.'

# openssl, rsync and the like are brought by what needs them; these are what ./hearth itself and the builds stand on.
packages='ca-certificates openssh-client git python3 python3-pip gcc libc6-dev'

case ${1:-} in
  -h | --help) echo "$usage"; exit 0 ;;
  '') set -- up --stack lab ;;
  test) ;;
  tools) set -- tools install ;;
  *) echo "$usage" >&2; exit 64 ;;
esac

root=$(readlink -f -- "$0")
root=${root%/*}

# Everything from here on, Hearth's own output too, is shown and kept.
mkdir -p "$root/.hearth/log"
log=$root/.hearth/log/bootstrap-$(date +%Y%m%d-%H%M%S).log
pipe=$(mktemp -u)
mkfifo -m 600 "$pipe"
(trap '' INT TERM; exec tee -a "$log" <"$pipe") &
exec >"$pipe" 2>&1
rm "$pipe"
echo "log: $log"

missing=
for package in $packages; do
  dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing="$missing $package"
done
if [ -n "$missing" ]; then
  if [ "$(id -u)" != 0 ]; then
    echo "error TOOL_UNAVAILABLE: these Debian packages are missing:$missing"
    echo "  Run this as root, or install them: apt-get install --no-install-recommends$missing"
    echo "  More: docs/errors.md#tool_unavailable"
    exit 1
  fi
  started=$(date +%s)
  echo "… Debian packages:$missing"
  export DEBIAN_FRONTEND=noninteractive
  apt-get -qq -o DPkg::Lock::Timeout=120 update
  # shellcheck disable=SC2086 # a list of names
  apt-get -qq -y -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 install --no-install-recommends $missing >>"$log"
  echo "✓ Debian packages  $(($(date +%s) - started))s"
fi

exec "$root/hearth" "$@"
