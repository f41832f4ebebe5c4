# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Values: origin, header and bootstrap, a file with the secret.

open() { curl -fsS --max-time 10 -o /dev/null "$origin/v1/status/leader"; }

ours() { curl -fsS --max-time 10 -o /dev/null -H "@$header" "$origin/v1/acl/token/self"; }

# An election takes seconds. It is no drift, of this step or those after it.
verify() {
  wait_for 30 open && ours
}

# Nomad lets it happen once; done already with another secret, ours does not work and the step fails.
apply() {
  wait_for 120 open
  curl -sS --max-time 10 -o /dev/null -X POST --data-binary "@$bootstrap" "$origin/v1/acl/bootstrap"
  wait_for 20 ours
}
