# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Values: origin and header of Consul; tokens, the accessors that there should be, and policies, their names, one a line each; ours,
# how the descriptions of our tokens begin, and managing, those of management tokens, a pattern; policy_prefix, how the names of these policies begin.

api() { curl -fsS --max-time 15 -H "@$header" "$@"; }

# Prints the accessors of tokens of ours that nothing uses any more. In a list each token begins with its accessor. Consul makes its
# first management token again whenever a server starts with it, so one that was rotated may be back.
former_tokens() {
  found=$(api "$origin/v1/acl/tokens") || return 1
  own=$(api "$origin/v1/acl/token/self" | sed -n 's/.*"AccessorID": *"\([^"]*\)".*/\1/p') || return 1
  [ -n "$own" ] || return 1
  printf %s "$found" | tr '\n' ' ' | sed 's/"AccessorID": *"/\n&/g' |
    sed -n "s/^\"AccessorID\": *\"\([^\"]*\)\".*\"Description\": *\"\($ours\|$managing\).*/\1/p" |
    without "$tokens" | without "$own"
}

# Prints IDs of policies. In a list each begins with its ID, and its name follows.
former_policies() {
  found=$(api "$origin/v1/acl/policies") || return 1
  printf %s "$found" | tr '\n' ' ' | sed 's/"ID": *"/\n&/g' |
    sed -n "s/^\"ID\": *\"\([^\"]*\)\", *\"Name\": *\"\(${policy_prefix}[^\"]*\)\".*/\2 \1/p" | while read -r name id; do
    [ -z "$(printf '%s\n' "$name" | without "$policies")" ] || printf '%s\n' "$id"
  done
}

# Lines that are not among those of the argument.
without() { grep -vxF -e "$1" || true; }

verify() {
  gone=$(former_tokens)
  [ -z "$gone" ]
  gone=$(former_policies)
  [ -z "$gone" ]
}

apply() {
  for accessor in $(former_tokens); do api -o /dev/null -X DELETE "$origin/v1/acl/token/$accessor"; done
  for id in $(former_policies); do api -o /dev/null -X DELETE "$origin/v1/acl/policy/$id"; done
}
