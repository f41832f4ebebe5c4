import { createHash } from "node:crypto";
import { initScript } from "./init-script.ts";

export type Release = "bookworm" | "trixie";

/** What a freshly installed Debian machine has before Hearth; everything else is for the roles to install. */
const packages = [
  "systemd",
  "systemd-sysv",
  "dbus",
  "openssh-server",
  "sudo",
  "iproute2",
  "iputils-ping",
  "procps",
  "kmod",
  "ca-certificates",
  "curl",
  "python3",
];

/** Leaves out what a virtual machine does not need: documentation, and a sync to disk after every unpacked file. */
const dpkgOptions = [
  "path-exclude=/usr/share/doc/*",
  "path-include=/usr/share/doc/*/copyright",
  "path-exclude=/usr/share/man/*",
  "path-exclude=/usr/share/locale/*",
  "force-unsafe-io",
];

/** What the image copies from this machine, so that downloads that work here also work inside it. */
export interface Surroundings {
  /** One-line-style sources, see `debianSources`. */
  readonly sources: readonly string[];
  /** apt settings such as `Acquire::http::Proxy "…";`. */
  readonly aptOptions: readonly string[];
  /** Certificate authorities that this machine's administrator added: PEM by file name. */
  readonly authorities: Readonly<Record<string, string>>;
}

export interface ImageRecipe {
  readonly release: Release;
  /** `hearth-node:<release>-<12 hex digits of everything below>`: a changed recipe makes a new image. */
  readonly tag: string;
  readonly options: readonly string[];
  readonly sources: readonly string[];
  /** Files to put beside the script that finishes the image. */
  readonly files: Readonly<Record<string, string>>;
}

/** Name of the file among `files` that mmdebstrap runs with the image's root folder as its argument. */
export const finishScriptName = "finish";

/**
 * The recipe of a node image: a plain Debian with systemd, SSH and an account `operator` with sudo, like a person's own machine.
 * It contains no keys; each node gets its own when it is made.
 */
export function imageRecipe(release: Release, surroundings: Surroundings): ImageRecipe {
  const options = [
    "--variant=minbase",
    "--mode=root",
    `--include=${packages.join(",")}`,
    ...dpkgOptions.map((option) => `--dpkgopt=${option}`),
    '--aptopt=Acquire::Languages "none"',
    ...surroundings.aptOptions.map((option) => `--aptopt=${option}`),
  ];
  const authorities = Object.entries(surroundings.authorities);
  const files = {
    [finishScriptName]: finishScript(authorities.map(([name]) => name)),
    init: initScript(release === "bookworm" ? "v1" : "v2"),
    ...Object.fromEntries(authorities.map(([name, text]) => [`authority-${name}`, text])),
  };
  const { sources } = surroundings;
  const hash = createHash("sha256").update(JSON.stringify({ options, sources, files })).digest("hex");
  return { release, tag: `hearth-node:${release}-${hash.slice(0, 12)}`, options, sources, files };
}

/** mmdebstrap leaves this machine's name and resolver in the image, and a host key that all nodes would share. */
const finishScript = (authorities: readonly string[]): string => `#!/bin/sh
set -eu
root=$1
here=$(dirname "$0")
rm -f "$root"/etc/ssh/ssh_host_*
for file in hosts hostname resolv.conf machine-id; do : >"$root/etc/$file"; done
install -m 0755 "$here/init" "$root/init.sh"
${authorities.map((name) => `install -m 0644 "$here/authority-${name}" "$root/usr/local/share/ca-certificates/${name}"`).join("\n")}
chroot "$root" update-ca-certificates >/dev/null 2>&1
# Debian has a group of that name from the start.
chroot "$root" useradd --create-home --shell /bin/bash --gid operator operator
echo 'operator ALL=(ALL:ALL) NOPASSWD: ALL' >"$root/etc/sudoers.d/operator"
chmod 0440 "$root/etc/sudoers.d/operator"
`;
