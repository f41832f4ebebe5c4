# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Values: name, of the control server, and source, a file with its address.

lines() { printf '%s %s\n' "$(cat "$source")" "$name"; }
