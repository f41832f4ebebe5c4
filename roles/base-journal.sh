# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Values: stamp, and path, the configuration that the journal was started with.

verify() {
  [ "$(cat "$stamp" 2>/dev/null)" = "$(digest_of "$path")" ]
}

apply() {
  systemctl restart systemd-journald
  mkdir -p "$(dirname "$stamp")"
  digest_of "$path" >"$stamp"
}

undo() {
  rm -f "$stamp"
}
