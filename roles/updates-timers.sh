# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Values: timers, those of Debian's apt.

verify() {
  for timer in $timers; do systemctl is-enabled --quiet "$timer" && systemctl is-active --quiet "$timer"; done
}

apply() {
  # shellcheck disable=SC2086 # a list of names
  systemctl enable --now --quiet $timers
}
