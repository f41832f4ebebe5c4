# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Values: home, the folder of the agent and of its tasks.

verify() {
  [ "$(stat -c "%a %U:%G" "$home")" = "700 root:root" ]
}

apply() {
  install -d -m 700 -o root -g root "$home"
}

# Processes of tasks are those in a control group of Nomad's.
end_tasks() {
  grep -ls nomad /proc/[0-9]*/cgroup | cut -d / -f 3 | xargs -r kill -KILL
  ! grep -qs nomad /proc/[0-9]*/cgroup
}

# Prints what is mounted below the folder.
mounts() { awk -v home="$home/" 'index($2, home) == 1 { print $2 }' /proc/mounts; }

undo() {
  wait_for 10 end_tasks
  mounts | sort -r | while read -r mount; do umount "$mount" || umount -l "$mount"; done
  rm -rf --one-file-system "$home"
}
