import type { NodeAccess } from "./node-access.ts";

export interface SshConfigOptions {
  readonly knownHostsFile: string;
  /** Folder of the shared connections' sockets; short, because a socket's path is limited to about 100 characters. */
  readonly socketFolder: string;
}

/**
 * The one ssh_config of a stack, in ssh_config(5)'s form: units, drift, `hearth ssh` and transfers all use it. Host keys are
 * pinned under the node's name, so that keys learnt elsewhere are ignored; ssh never prompts.
 */
export function renderSshConfig(nodes: readonly NodeAccess[], options: SshConfigOptions): string {
  const hosts = nodes.map((node) =>
    [
      `Host ${node.name}`,
      `  HostName ${node.address}`,
      `  Port ${node.port}`,
      `  User ${node.user}`,
      `  HostKeyAlias ${node.name}`,
      ...(node.jump === undefined ? [] : [`  ProxyJump ${node.jump}`]),
      ...(node.identityFile === undefined ? [] : [`  IdentityFile "${node.identityFile}"`, "  IdentitiesOnly yes"]),
    ].join("\n"),
  );
  const common = [
    "Host *",
    `  UserKnownHostsFile "${options.knownHostsFile}"`,
    "  GlobalKnownHostsFile /dev/null",
    "  StrictHostKeyChecking yes",
    "  UpdateHostKeys no",
    "  BatchMode yes",
    "  ConnectTimeout 8",
    "  ServerAliveInterval 5",
    "  ServerAliveCountMax 3",
    "  ControlMaster no",
    `  ControlPath "${options.socketFolder}/%C"`,
    "  LogLevel ERROR",
  ].join("\n");
  return `${[...hosts, common].join("\n\n")}\n`;
}

/** known_hosts with exactly one key for each node. */
export function renderKnownHosts(nodes: readonly NodeAccess[]): string {
  return nodes.map((node) => `${node.name} ${node.hostKey}\n`).join("");
}
