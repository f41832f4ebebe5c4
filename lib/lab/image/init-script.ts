/**
 * What a node runs before systemd. It gives a container its own version of a few things that it would share with the host:
 * - a writable cgroup tree, which systemd and Nomad need (version 2 if the host has it, or if the release requires it);
 * - its network's sysctls; the rest of /proc/sys belongs to the host and stays read-only;
 * - /etc/hosts, /etc/hostname and /etc/resolv.conf, which Docker would otherwise rewrite at every start;
 * - its operator's files, which arrive owned by root.
 */
export function initScript(cgroups: "v1" | "v2"): string {
  return `#!/bin/sh
${cgroups === "v2" ? cgroupV2 : cgroupV1}
mount --bind /proc/sys/net /proc/sys/net && mount -o remount,bind,rw /proc/sys/net
for file in /etc/hosts /etc/hostname /etc/resolv.conf; do
  given=$(cat $file)
  umount $file
  [ -s $file ] || printf '%s\\n' "$given" >$file
done
chown -R operator:operator /home/operator/.ssh
exec /sbin/init
`;
}

const cgroupV1 = `if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
  mount -o remount,rw /sys/fs/cgroup
else
  umount -R /sys/fs/cgroup
  mount -t tmpfs -o mode=755 cgroup_root /sys/fs/cgroup
  mkdir /sys/fs/cgroup/systemd
  mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd
  # Some controllers belong to the host alone and cannot be mounted: skip them.
  for controller in $(awk '!/^#/ && $4 == 1 { print $1 }' /proc/cgroups); do
    mkdir -p /sys/fs/cgroup/$controller
    mount -t cgroup -o $controller cgroup /sys/fs/cgroup/$controller 2>/dev/null || rmdir /sys/fs/cgroup/$controller
  done
fi`;

const cgroupV2 = `if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
  mount -o remount,rw /sys/fs/cgroup
else
  umount -R /sys/fs/cgroup
  mount -t cgroup2 cgroup2 /sys/fs/cgroup
fi`;
