# shellcheck shell=sh
# shellcheck disable=SC2154 # the prelude sets state

is_theirs() {
  command -v dockerd >/dev/null || return 1
  ! grep -qsx docker.io "$state/packages/docker"
}

verify() {
  if is_theirs; then exit 1; fi
}

apply() {
  if is_theirs; then
    echo "this machine has a Docker that Hearth did not install; to use it as it is, set options.docker.engine: existing"
    exit 1
  fi
}
