# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Values: zone, the file of the zone.

verify() {
  [ "$(readlink -f /etc/localtime)" = "$(readlink -f "$zone")" ]
}

apply() {
  [ -e "$zone" ] || { echo "no such time zone: $zone"; exit 1; }
  ln -sfn "$zone" /etc/localtime
}
