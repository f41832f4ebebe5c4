# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Values: begin and end, the marks; limit, in seconds. `lines` prints the lines, and fails as long as one of them is not known.

# On many images cloud-init writes /etc/hosts from its template at every boot, so the block is in the template too.
places() { ls -d /etc/hosts /etc/cloud/templates/hosts.debian.tmpl 2>/dev/null || true; }

verify() {
  wanted=$(lines)
  for place in $(places); do
    [ "$(sed -n "/^$begin$/,/^$end$/p" "$place" | grep -v '^#')" = "$wanted" ]
  done
}

known() { wanted=$(lines) && [ -n "$wanted" ]; }

# Prints a file without the block.
others() { sed "/^$begin$/,/^$end$/d" "$1"; }

replace() {
  chmod 644 "$1.hearth"
  mv -f "$1.hearth" "$1"
}

apply() {
  wait_for "$limit" known
  for place in $(places); do
    others "$place" >"$place.hearth"
    printf '%s\n' "$begin" "$wanted" "$end" >>"$place.hearth"
    replace "$place"
  done
}

undo() {
  for place in $(places); do
    others "$place" >"$place.hearth"
    replace "$place"
  done
}
