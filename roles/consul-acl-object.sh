# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets, and what api-object.sh has
# Policies and roles are found by name and written by id. Values: kind, and object, its JSON.

body() { printf %s "$object"; }

write() {
  id=$(printf %s "$found" | id_of)
  body | api PUT "/v1/acl/$kind${id:+/$id}"
}
