# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Values: authority, and bundle, in which the system has all that it trusts.

verify() {
  # The bundle holds our certificate word for word: a line of it is in there.
  grep -qF "$(sed -n 2p "$authority")" "$bundle" && [ -e /etc/ssl/certs/hearth.pem ]
}

apply() {
  update-ca-certificates
}

undo() {
  mv "$authority" "$authority.undone"
  update-ca-certificates
  mv "$authority.undone" "$authority"
}
