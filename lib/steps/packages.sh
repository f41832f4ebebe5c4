# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Values: names.

is_installed() {
  # shellcheck disable=SC2016 # a field of dpkg-query, not a variable
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

verify() {
  for name in $names; do is_installed "$name"; done
}

unlocked() {
  for lock in /var/lib/dpkg/lock-frontend /var/lib/dpkg/lock /var/lib/apt/lists/lock; do
    inode=$(stat -c %i "$lock" 2>/dev/null) || continue
    if grep -q ":$inode " /proc/locks; then return 1; fi
  done
}

# Right after the first boot, unattended-upgrades installs packages too: it is waited for, and a lock that was taken in between costs
# one more try.
patiently() {
  wait_for 120 unlocked || true
  "$@" || { wait_for 120 unlocked && "$@"; }
}

# A half-configured dpkg (a run that was cut off in mid-install) is repaired first. A configuration file that somebody has changed
# stays as it is.
apply() {
  export DEBIAN_FRONTEND=noninteractive
  patiently dpkg --configure -a --force-confdef --force-confold
  mkdir -p "$state/packages"
  for name in $names; do is_installed "$name" || echo "$name" >>"$state/packages/$role"; done
  # shellcheck disable=SC2086 # a list of names
  set -- $names
  install() {
    apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=120 \
      -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold install "$@"
  }
  install "$@" || { patiently apt-get -q -o DPkg::Lock::Timeout=120 update; install "$@"; }
}

undo() {
  [ -e "$state/packages/$role" ] || return 0
  export DEBIAN_FRONTEND=noninteractive
  sort -u "$state/packages/$role" | xargs apt-get -q -y -o DPkg::Lock::Timeout=120 purge
  rm -f "$state/packages/$role"
}
