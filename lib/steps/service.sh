# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Values: name, stamp and on_change, which is restart or reload. `watched` prints the digest of the watched files.

verify() {
  systemctl is-enabled --quiet "$name"
  systemctl is-active --quiet "$name"
  [ "$(cat "$stamp" 2>/dev/null)" = "$(watched)" ]
}

start() {
  if systemctl is-active --quiet "$name"; then systemctl "$on_change" "$name"; else systemctl restart "$name"; fi
}

apply() {
  mkdir -p "$(dirname "$stamp")"
  systemctl daemon-reload
  systemctl enable --quiet "$name"
  systemctl reset-failed "$name" 2>/dev/null || true
  start || { journalctl -u "$name" -n 15 --no-pager; exit 1; }
  watched >"$stamp"
}

undo() {
  systemctl disable --now --quiet "$name" 2>/dev/null || true
  systemctl reset-failed "$name" 2>/dev/null || true
  rm -f "$stamp"
}
