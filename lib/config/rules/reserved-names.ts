import type { Declared } from "../shape/declared.ts";

/** Services that Hearth has or will have and that no role or job declares. */
const otherServices: readonly string[] = [
  "hearth",
  "alertmanager",
  "grafana",
  "loki",
  "console",
  "mosquitto",
  "homeassistant",
  "registry",
  "llama",
];

/** Names of services in Consul; a node or an expert of that name would be taken for one. */
export const serviceNamesWith = ({ serviceNames }: Declared): readonly string[] => [...otherServices, ...serviceNames];

/** Names that have a meaning of their own in Linux or on the overlay. */
export const hostNames: readonly string[] = [
  "localhost",
  "ip6-localhost",
  "ip6-loopback",
  "broadcasthost",
  "all",
  "any",
  // lib/config/derive/control-name.ts
  "control",
  // Pulumi and the journal of begun units call jobs `job/NAME`, and units `NODE/ROLE`.
  "job",
];

/** Accounts of Debian and of the programs that Hearth installs, which people must not use. */
export const systemUsers: readonly string[] = [
  "root",
  "daemon",
  "bin",
  "sys",
  "sync",
  "games",
  "man",
  "lp",
  "mail",
  "news",
  "uucp",
  "proxy",
  "www-data",
  "backup",
  "list",
  "irc",
  "gnats",
  "nobody",
  "sshd",
  "messagebus",
  "polkitd",
  "tss",
  "systemd-network",
  "systemd-resolve",
  "systemd-timesync",
  "systemd-coredump",
  "_apt",
  "sudo",
  "adm",
  "docker",
  "hearth",
  "consul",
  "nomad",
  "headscale",
  "prometheus",
  "depot",
  "llama",
  "node-exporter",
  "homeassistant",
  "mosquitto",
];
