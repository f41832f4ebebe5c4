# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Values: url, of the control server; node; key, a file that the launcher brings where the control server does not know this machine.

verify() {
  # Whatever the machine itself believes.
  [ ! -e "$key" ]
  status=$(tailscale status --json --peers=false)
  printf '%s' "$status" | grep -q '"BackendState": "Running"'
  tailscale debug prefs | grep -qF "\"ControlURL\": \"$url\""
  tailscale debug prefs | grep -qF "\"Hostname\": \"$node\""
  tailscale ip -4
}

apply() {
  if [ -e "$key" ]; then set -- --force-reauth --auth-key "file:$key"; else set --; fi
  tailscale up --reset --login-server "$url" --hostname "$node" --accept-dns=false --accept-routes=false --timeout 60s "$@"
  rm -f "$key"
}

undo() {
  tailscale logout || true
  rm -f "$key"
}
