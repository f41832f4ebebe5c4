# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Values: folder, and wanted, its files as lines of SHA256/FILE.

verify() {
  [ "$(cd "$folder" && find . -type f | sed 's|^[.]/||' | sort)" = "$wanted" ]
}

apply() {
  cd "$folder" || exit
  for sha256 in *; do
    case "$wanted" in *"$sha256/"*) ;; *) rm -rf "$sha256" ;; esac
  done
}
