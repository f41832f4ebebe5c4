# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets, and what api-object.sh has
# Rules have no name: those there are make room for ours. Values: rules, JSON objects, one a line.

body() { printf '%s\n' "$rules"; }

write() {
  for id in $(printf %s "$found" | grep -o '"ID":"[^"]*"' | cut -d '"' -f 4); do
    printf "" | api DELETE "/v1/acl/binding-rule/$id"
  done
  body | while IFS= read -r rule; do
    printf %s "$rule" | api PUT /v1/acl/binding-rule || exit 1
  done || exit 1
}
