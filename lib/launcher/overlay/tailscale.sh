# shellcheck shell=sh
# shellcheck disable=SC2154 # hearth-unit, which reads this file, sets node and folder
# What a node requests from Tailscale's own control server.

overlay_join() { # TAILNET: a key for one use from Tailscale's API, if the node has not joined
  case $(node_status) in *'"BackendState": "Running"'*) return ;; esac
  [ -s "$folder/tailscale-api-key" ] ||
    fail STATE_MISSING "write an API access token of the tailnet $1 to $folder/tailscale-api-key"
  make_key "$1" | hand_over join-key ||
    fail UNIT_FAILED "Tailscale made no key for $node; the token may have ended, or may not make keys for tag:hearth"
}

# Tailscale tells the others itself.
overlay_announce() { :; }

make_key() {
  wanted='{"capabilities":{"devices":{"create":{"preauthorized":true,"tags":["tag:hearth"]}}},"expirySeconds":600}'
  {
    printf 'user = "%s:"\n' "$(cat "$folder/tailscale-api-key")"
    printf 'url = "https://api.tailscale.com/api/v2/tailnet/%s/keys"\n' "$1"
  } | curl -fsS --max-time 30 --config - --data "$wanted" | sed -n 's/.*"key": *"\([^"]*\)".*/\1/p'
}
