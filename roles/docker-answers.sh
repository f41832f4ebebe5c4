# shellcheck shell=sh

answers() { docker info >/dev/null 2>&1; }

verify() {
  answers
}

apply() {
  systemctl start docker
  wait_for 30 answers
}
