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

# A half-configured dpkg (a run that was cut off in mid-install) is repaired first.
apply() {
  export DEBIAN_FRONTEND=noninteractive
  dpkg --configure -a
  mkdir -p "$state/packages"
  for name in $names; do is_installed "$name" || echo "$name" >>"$state/packages/$role"; done
  # shellcheck disable=SC2086 # a list of names
  set -- $names
  install() { apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=120 install "$@"; }
  install "$@" || { apt-get -q -o DPkg::Lock::Timeout=120 update; install "$@"; }
}

undo() {
  [ -e "$state/packages/$role" ] || return 0
  export DEBIAN_FRONTEND=noninteractive
  sort -u "$state/packages/$role" | xargs apt-get -q -y -o DPkg::Lock::Timeout=120 purge
  rm -f "$state/packages/$role"
}
