# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Values: name, folder, inbox and links, the executables that get a link in /usr/local/bin.

verify() {
  [ -e "$folder/.complete" ]
  for link in $links; do [ "$(readlink "/usr/local/bin/$link")" = "$folder/bin/$link" ]; done
}

apply() {
  if [ ! -e "$folder/.complete" ]; then
    [ -e "$inbox/.complete" ] || { echo "the launcher has not delivered $inbox"; exit 1; }
    mkdir -p /opt/hearth
    rm -rf "$folder"
    mv "$inbox" "$folder"
  fi
  for link in $links; do ln -sfn "$folder/bin/$link" "/usr/local/bin/$link"; done
  find /opt/hearth -maxdepth 1 -name "$name-[0-9]*" ! -path "$folder" -exec rm -rf {} +
}

undo() {
  for link in $links; do rm -f "/usr/local/bin/$link"; done
  rm -rf "$folder"
}
