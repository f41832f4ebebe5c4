#!/bin/sh
# From a bare Debian 12 to a running cluster, or to passing tests, in one command.
set -eu

usage='usage: ./bootstrap.sh               set everything up and bring the lab up: three virtual nodes on this computer
       ./bootstrap.sh --run-local   run the gateway, the memory service and two experts as processes of this computer
       ./bootstrap.sh test [ARGS]   set everything up and run the tests; "test --all" adds the long ones
       ./bootstrap.sh tools         fetch and build the programs and models, and no more
       ./bootstrap.sh link          make the link ~/.local/bin/hearth, so that you can type hearth in any folder
       ./bootstrap.sh node ...      on a fresh machine, as root: let Hearth take it in (lib/cli/machines/enrol.sh, which is one file
                                    that can be carried there alone; "hearth node enrol" prints it with your key)
       ./bootstrap.sh --help

Installs missing Debian packages (as root), then the pinned toolchain into ~/.cache/hearth. All output also goes to
.hearth/log/bootstrap-<date>.log. Running it again changes nothing that is already there.'

# openssl, rsync and the like are brought by what needs them; these are what ./hearth itself and the builds stand on.
packages='ca-certificates openssh-client git python3 python3-pip gcc libc6-dev'

root=$(readlink -f -- "$0")
root=${root%/*}
link=${HOME:-/root}/.local/bin/hearth

# Another checkout's link is replaced; anything else of this name is somebody's own.
make_link() {
  if [ -e "$link" ] || [ -L "$link" ]; then
    case $(readlink -- "$link") in
      */hearth) ;;
      *)
        echo "error FILE_NOT_WRITTEN: $link exists and is no link to Hearth" >&2
        echo "  Remove it, or put $root on your PATH instead." >&2
        echo "  More: docs/errors.md#file_not_written" >&2
        exit 1
        ;;
    esac
  fi
  mkdir -p "${link%/*}"
  ln -sfn "$root/hearth" "$link"
  echo "$link -> $root/hearth"
  case :$PATH: in
    *:"${link%/*}":*) ;;
    *) echo "${link%/*} is not on your PATH yet. Add this line to ~/.profile: PATH=\$HOME/.local/bin:\$PATH" ;;
  esac
}

case ${1:-} in
  -h | --help) echo "$usage"; exit 0 ;;
  '') set -- up --stack lab ;;
  test) ;;
  tools) set -- tools install ;;
  --run-local) shift; set -- local --stack lab "$@" ;;
  link) make_link; exit 0 ;;
  node) shift; exec sh "$root/lib/cli/machines/enrol.sh" "$@" ;;
  *) echo "$usage" >&2; exit 64 ;;
esac

# Everything from here on, Hearth's own output too, is shown and kept.
mkdir -p "$root/.hearth/log"
chmod 700 "$root/.hearth" "$root/.hearth/log"
log=$root/.hearth/log/bootstrap-$(date +%Y%m%d-%H%M%S).log
(umask 077 && : >"$log")
pipe=$(mktemp -u)
mkfifo -m 600 "$pipe"
exec 3>&1 4>&2
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

[ -e "$link" ] || echo "To type hearth instead of ./hearth, in any folder: ./bootstrap.sh link"

# On a terminal Hearth rewrites lines in place, and adds what stays to the log itself.
if [ -t 3 ] && [ -t 4 ] && [ "$1" != test ]; then
  HEARTH_LOG=$log exec "$root/hearth" "$@" >&3 2>&4 3>&- 4>&-
fi
exec "$root/hearth" "$@" 3>&- 4>&-
