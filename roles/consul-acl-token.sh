# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets, and what api-object.sh has
# Values: accessor, the public half of the token, and file, which holds the whole.

body() { cat "$file"; }

write() { body | api PUT "/v1/acl/token${found:+/$accessor}"; }
