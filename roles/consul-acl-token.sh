# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets, and what api-object.sh has
# Values: accessor, the public half of the token, and file, which holds the whole.

body() { cat "$file"; }

secret_of() { grep -o '"SecretID": *"[^"]*"' | cut -d '"' -f 4; }

# Consul does not change a token's secret: one that was rotated takes the place of the former.
write() {
  if [ -n "$found" ] && [ "$(printf %s "$found" | secret_of)" != "$(secret_of <"$file")" ]; then
    printf "" | api DELETE "/v1/acl/token/$accessor"
    found=''
  fi
  body | api PUT "/v1/acl/token${found:+/$accessor}"
}
