# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Former versions wrote people's keys into their homes. They go once the machine was reached with the new place in force, which the
# role ssh, whose change a fresh connection has confirmed, has made sure of.

marks() { find "$state/owned" -path '*/.ssh/authorized_keys' 2>/dev/null; }

verify() {
  [ -z "$(marks)" ]
}

# As the person, whose folder it is: root would follow a link there. What was there before Hearth comes back; what was changed since
# stays.
apply() {
  marks | while read -r mark; do
    file=${mark#"$state/owned"}
    home=${file%/.ssh/authorized_keys}
    name=${home##*/}
    kept=$state/kept$file
    [ -e "$kept" ] || kept=/dev/null
    if getent passwd "$name" >/dev/null; then
      # shellcheck disable=SC2016 # the inner shell expands them
      setpriv --reuid="$name" --regid="$(id -g "$name")" --init-groups sh -c '
        [ "$(sha256sum 2>/dev/null <"$1")" = "$2" ] || exit 0
        before=$(cat)
        if [ -n "$before" ]; then printf "%s\n" "$before" >"$1"; else rm -f "$1"; fi
      ' sh "$file" "$(cut -d " " -f 2- "$mark")" <"$kept" || true
    fi
    rm -f "$mark" "$state/kept$file"
  done
}
