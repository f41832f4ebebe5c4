# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Values: authority; bundle, in which the system has all that it trusts; and stamp.

verify() {
  # The bundle holds our certificate word for word: a line of it is in there. That a former one is gone, the stamp says.
  grep -qF "$(sed -n 2p "$authority")" "$bundle" && [ -e /etc/ssl/certs/hearth.pem ]
  [ "$(cat "$stamp" 2>/dev/null)" = "$(digest_of "$authority")" ]
}

apply() {
  update-ca-certificates
  mkdir -p "$(dirname "$stamp")"
  digest_of "$authority" >"$stamp"
}

undo() {
  mv "$authority" "$authority.undone"
  update-ca-certificates
  mv "$authority.undone" "$authority"
  rm -f "$stamp"
}
