# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Values: nodes and domain.

lines() {
  for node in $nodes; do
    address=$(tailscale ip -4 "$node") || return 1
    printf '%s %s\n' "$address" "$node.$domain"
  done
}
