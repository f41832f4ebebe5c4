# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Values: origin; header; gossip, a file with the key; list, a path; install, use and remove, each a method and a path. Keys come and go
# by stdin.

call() { curl -fsS --max-time 15 -o /dev/null -H "@$header" -X "${1%% *}" --data-binary @- "$origin${1#* }"; }

# The keys that some agent has, one a line.
keys() {
  found=$(curl -fsS --max-time 15 -H "@$header" "$origin$list") || return 1
  printf %s "$found" | grep -o '"[A-Za-z0-9+/]\{43\}=": *[0-9]' | cut -d '"' -f 2 | sort -u
}

as_body() { printf '{"Key":"%s"}' "$1"; }

verify() {
  # While an agent is silent none of them says which keys it has; that machine is named elsewhere.
  present=$(keys) || return 0
  [ "$present" = "$(cat "$gossip")" ]
}

apply() {
  wanted=$(cat "$gossip")
  as_body "$wanted" | call "$install"
  as_body "$wanted" | call "$use"
  for key in $(keys); do
    [ "$key" = "$wanted" ] || as_body "$key" | call "$remove"
  done
}
