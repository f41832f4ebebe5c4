import { createHash } from "node:crypto";
import { tmpdir, userInfo } from "node:os";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { claimPrivateFolder, makePrivateFolder } from "@hearth/kernel/private-folder.ts";
import { replaceFile } from "@hearth/kernel/replace-file.ts";
import type { NodeAccess } from "./node-access.ts";
import { renderKnownHosts, renderSshConfig } from "./ssh-config.ts";

/** Sockets of shared connections: per user and stack, outside the checkout because a socket's path must be short. */
export function socketFolder(stackFolder: string): string {
  const digest = createHash("sha256").update(stackFolder).digest("hex").slice(0, 8);
  const { uid } = userInfo();
  // root has no XDG_RUNTIME_DIR after sudo, in cron and in containers.
  const place = process.env["XDG_RUNTIME_DIR"] ?? (uid === 0 && existsSync("/run") ? "/run" : tmpdir());
  return join(place, `hearth-${uid}-${digest}`);
}

/** Writes ssh_config and known_hosts of a stack, and returns the path of the former. */
export function writeSshFiles(stackFolder: string, nodes: readonly NodeAccess[]): string {
  const sockets = socketFolder(stackFolder);
  const knownHostsFile = join(stackFolder, "known_hosts");
  const configFile = join(stackFolder, "ssh_config");
  claimPrivateFolder(sockets);
  makePrivateFolder(stackFolder);
  replaceFile(knownHostsFile, renderKnownHosts(nodes));
  replaceFile(configFile, renderSshConfig(nodes, { knownHostsFile, socketFolder: sockets }));
  return configFile;
}
