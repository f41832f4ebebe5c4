import { expect, test } from "vitest";
import { renderKnownHosts, renderSshConfig } from "./ssh-config.ts";

const nodes = [
  {
    name: "n1",
    address: "192.0.2.11",
    port: 22,
    user: "operator",
    hostKey: "ssh-ed25519 AAAA1",
    identityFile: "/keys/a b",
  },
  { name: "n2", address: "n2.example", port: 2222, user: "root", hostKey: "ssh-ed25519 AAAA2", jump: "n1" },
];

test("each host has its own block, and one block holds for all", () => {
  expect(renderSshConfig(nodes, { knownHostsFile: "/s/known_hosts", socketFolder: "/tmp/x" })).toBe(`Host n1
  HostName 192.0.2.11
  Port 22
  User operator
  HostKeyAlias n1
  IdentityFile "/keys/a b"
  IdentitiesOnly yes

Host n2
  HostName n2.example
  Port 2222
  User root
  HostKeyAlias n2
  ProxyJump n1

Host *
  UserKnownHostsFile "/s/known_hosts"
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
  UpdateHostKeys no
  BatchMode yes
  ConnectTimeout 8
  ServerAliveInterval 5
  ServerAliveCountMax 3
  ControlMaster no
  ControlPath "/tmp/x/%C"
  LogLevel ERROR
`);
});

test("one key a node counts, and no other", () => {
  expect(renderKnownHosts(nodes)).toBe("n1 ssh-ed25519 AAAA1\nn2 ssh-ed25519 AAAA2\n");
});
