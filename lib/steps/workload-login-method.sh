# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets, and what api-object.sh has
# Values: name; authority, a certificate; before and after, the JSON around it.

body() {
  printf %s "$before"
  awk '{ printf "%s\\n", $0 }' "$authority"
  printf %s "$after"
}

write() { body | api PUT "/v1/acl/auth-method${found:+/$name}"; }
