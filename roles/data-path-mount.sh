# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Values: place, where programs look; source, the folder on the other disk; unit, systemd's unit that lays one over the other.

is_laid() {
  mountpoint -q "$place" && [ "$(stat -c %d:%i "$place")" = "$(stat -c %d:%i "$source")" ]
}

verify() {
  is_laid && systemctl is-enabled --quiet "$unit"
}

apply() {
  if ! is_laid; then
    # What is there would be hidden, not moved.
    if mountpoint -q "$place"; then
      echo "$place is another mount already: remove it, or dataPath from the inventory"
      exit 1
    fi
    if [ -n "$(ls -A "$place" 2>/dev/null)" ]; then
      echo "$place holds data: move it to $source first, as docs/how-to/place-services.md says"
      exit 1
    fi
  fi
  systemctl enable --quiet "$unit"
  systemctl start "$unit"
}

undo() {
  systemctl disable --now --quiet "$unit" 2>/dev/null || true
}
