#!/bin/sh
# usage: sh enrol.sh [--user NAME] [--name HOST] ['ssh-ed25519 AAAA… you@laptop']
#        sh enrol.sh --undo
#
# Run as root on the console of a fresh Debian, so that Hearth can take it in: makes an account with your public key, which may use sudo,
# and sets the host name. Prints what to type on your own computer, with the fingerprint of the machine's host key. It is safe to run
# again; --undo takes back what it has done, and nothing else. `hearth node enrol` prints this file with your key in it.
set -eu

user=hearth
name=
key=

# Only tests have another one.
root=${HEARTH_ENROL_ROOT:-}
state=$root/var/lib/hearth-enrol
sudoers=$root/etc/sudoers.d/hearth-enrol

fail() {
  echo "error: $1" >&2
  exit 1
}

usage() {
  sed -n '2,3s/^# //p' "$0" >&2
  exit 64
}

made_here() { [ -e "$state/user" ] && [ "$(cat "$state/user")" = "$1" ]; }

undo() {
  [ -d "$state" ] || { echo "nothing was done here"; return; }
  if [ -e "$state/user" ]; then
    userdel --remove "$(cat "$state/user")" 2>/dev/null || userdel "$(cat "$state/user")"
    echo "removed the account $(cat "$state/user")"
  fi
  rm -f "$sudoers"
  if [ -e "$state/hostname" ]; then
    set_name "$(cat "$state/hostname")"
    grep -v '^127\.0\.1\.1' "$root/etc/hosts" >"$state/hosts" || true
    cat "$state/hosts" "$state/hosts-line" >"$root/etc/hosts"
    echo "the host name is $(cat "$state/hostname") again"
  fi
  rm -rf "$state"
}

install_missing() {
  missing=
  for package in openssh-server sudo; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  echo "installing$missing"
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2086 # names of packages
  apt-get -qq -o DPkg::Lock::Timeout=120 install --no-install-recommends $missing >/dev/null && return
  apt-get -qq update
  # shellcheck disable=SC2086
  apt-get -qq -o DPkg::Lock::Timeout=120 install --no-install-recommends $missing >/dev/null ||
    fail "these packages could not be installed:$missing"
}

make_account() {
  if getent passwd "$user" >/dev/null; then
    made_here "$user" || fail "there is an account $user already that was not made here; choose another name with --user"
  else
    echo "$user" >"$state/user"
    useradd --create-home --shell /bin/bash --comment "Hearth" "$user"
    # No password opens it, and it is not locked: sshd lets nobody in to a locked account.
    usermod --password '*' "$user"
  fi
  home=$root$(getent passwd "$user" | cut -d : -f 6)
  install -d -m 700 -o "$user" -g "$(id -gn "$user")" "$home/.ssh"
  # A folder that somebody else may write to could hold a link to another file.
  [ ! -L "$home/.ssh/authorized_keys" ] || fail "$home/.ssh/authorized_keys is a link"
  if ! grep -qxF "$key" "$home/.ssh/authorized_keys" 2>/dev/null; then printf '%s\n' "$key" >>"$home/.ssh/authorized_keys"; fi
  chmod 600 "$home/.ssh/authorized_keys"
  chown "$user:$(id -gn "$user")" "$home/.ssh/authorized_keys"
}

let_sudo() {
  printf '%s ALL=(ALL:ALL) NOPASSWD: ALL\n' "$user" >"$state/sudoers"
  visudo -cqf "$state/sudoers" || fail "sudo refuses the line for $user"
  install -D -m 440 "$state/sudoers" "$sudoers"
}

set_name() {
  printf '%s\n' "$1" >"$root/etc/hostname"
  hostname "$1" 2>/dev/null || true
  # sudo looks its own name up.
  if grep -q '^127\.0\.1\.1' "$root/etc/hosts" 2>/dev/null; then
    sed "s/^127\.0\.1\.1.*/127.0.1.1\t$1/" "$root/etc/hosts" >"$state/hosts"
    cat "$state/hosts" >"$root/etc/hosts"
  else
    printf '127.0.1.1\t%s\n' "$1" >>"$root/etc/hosts"
  fi
}

rename() {
  now=$(cat "$root/etc/hostname" 2>/dev/null || hostname)
  [ -n "$name" ] && [ "$name" != "$now" ] || return 0
  if [ ! -e "$state/hostname" ]; then
    grep '^127\.0\.1\.1' "$root/etc/hosts" >"$state/hosts-line" || true
    printf '%s\n' "$now" >"$state/hostname"
  fi
  set_name "$name"
}

# The one that the machine's own connections to the network have.
own_address() {
  found=$(ip route get 192.0.2.1 2>/dev/null | sed -n 's/.* src \([0-9.]*\).*/\1/p')
  [ -n "$found" ] || found=$(hostname -I 2>/dev/null | cut -d ' ' -f 1)
  echo "${found:-ADDRESS}"
}

tell() {
  file=$root/etc/ssh/ssh_host_ed25519_key.pub
  [ -e "$file" ] || ssh-keygen -A >/dev/null 2>&1 || true
  [ -e "$file" ] || fail "the machine has no host key of type ed25519: ssh-keygen -A makes one"
  shown=$(ssh-keygen -lf "$file" | cut -d ' ' -f 2)
  address=$(own_address)
  host=$(cut -d . -f 1 "$root/etc/hostname")
  case $(uname -m) in x86_64) architecture=amd64 ;; aarch64) architecture=arm64 ;; *) architecture=$(uname -m) ;; esac
  cat <<TOLD
$host is ready. On your own computer, with the name of your stack instead of HOUSE:

  hearth --stack HOUSE node add $address --name $host --user $user --fingerprint $shown

It compares this fingerprint with the machine, and writes this into the inventory:

  - name: $host
    address: $address
    architecture: $architecture
    ssh: { user: $user, hostKey: $(cut -d ' ' -f 1,2 "$file") }
TOLD
}

main() {
  wants_undo=no
  while [ $# -gt 0 ]; do
    case $1 in
      --user) [ $# -gt 1 ] || usage; user=$2; shift ;;
      --name) [ $# -gt 1 ] || usage; name=$2; shift ;;
      --undo) wants_undo=yes ;;
      ssh-* | ecdsa-* | sk-*) key=$1 ;;
      *) usage ;;
    esac
    shift
  done
  [ "$(id -u)" = 0 ] || fail "run this as root: su -c 'sh enrol.sh …'"
  if [ "$wants_undo" = yes ]; then undo; return; fi
  [ -n "$key" ] || fail "give your public key in quotes; on your own computer it is in ~/.ssh/id_ed25519.pub"
  case $user in [a-z]*) ;; *) fail "$user is no name for an account" ;; esac
  case $user$name in *[!a-z0-9-]*) fail "names consist of a to z, 0 to 9 and -" ;; esac
  # Nothing in it may stand for a second line or a command.
  printf '%s\n' "$key" | grep -qxE '(ssh-|ecdsa-|sk-)[a-z0-9@.-]+ [A-Za-z0-9+/=]+( [^"`$\\]*)?' || fail "that is no public key"
  install -d -m 700 "$state"
  install_missing
  make_account
  let_sudo
  rename
  tell
}

main "$@"
