# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Values: path, stamp and domain.

# Of the rules as written, as the kernel has them (without counters), and of the addresses that their names stand for. Those are names
# of machines; names of services change while the cluster runs.
digest() {
  { cat "$path"; sed '/^# hearth: services begins$/,/^# hearth: services ends$/d' /etc/hosts | grep -F ".$domain"; nft --stateless list table inet hearth; } | sha256sum | cut -c1-64
}

verify() {
  nft list table inet hearth >/dev/null && [ "$(cat "$stamp" 2>/dev/null)" = "$(digest)" ]
}

apply() {
  nft -f "$path"
  mkdir -p "$(dirname "$stamp")"
  digest >"$stamp"
}

undo() {
  nft delete table inet hearth 2>/dev/null || true
  rm -f "$stamp"
}
