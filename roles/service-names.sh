# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Values: program.

# A change may be on its way from one unit to the other.
verify() { wait_for 10 "$program" check; }

apply() { "$program" merge; }

undo() {
  sed '/^# hearth: services begins$/,/^# hearth: services ends$/d' /etc/hosts >/etc/hosts.hearth-names
  chmod 644 /etc/hosts.hearth-names
  mv -f /etc/hosts.hearth-names /etc/hosts
}
