import { z } from "zod";
import type { Cluster } from "../lib/config/derive/cluster.ts";
import { defineRole, onNode } from "../lib/plan/role.ts";
import { randomKey, uuid } from "../lib/secrets/declared-secrets.ts";
import { secretRef } from "../lib/secrets/secret-ref.ts";
import { answers } from "../lib/steps/answers.ts";
import { directory } from "../lib/steps/directory.ts";
import { file } from "../lib/steps/file.ts";
import { overlayAddressFile } from "../lib/steps/overlay-address.ts";
import { renderTemplate } from "../lib/templates/render-template.ts";
import { service } from "../lib/steps/service.ts";
import { systemUser } from "../lib/steps/system-user.ts";
import { systemdUnit } from "../lib/steps/systemd-unit.ts";
import { authorityFile, secretsFolder, tlsFiles } from "../lib/steps/tls-files.ts";
import { toolProgram } from "../lib/steps/tool-program.ts";

const secrets = secretsFolder("consul");
const home = "/var/lib/consul";
const configuration = "/etc/hearth/consul.hcl";
/** Who may change anything through the agent. The unit fills in the machine's own address on the overlay. */
const writers = "/etc/hearth/consul-writers.json";

export const role = defineRole({
  name: "consul",
  about: "Knows where each service is and whether it is healthy; encrypted, and closed to clients without a token.",
  options: z.strictObject({}),
  needs: [onNode("firewall")],
  reserves: ["consul"],
  secrets: {
    "consul.agent": { make: uuid, eachNode: true },
    "consul.gossip": { make: randomKey },
    "consul.management": { make: uuid },
  },
  endpoints: ({ ports: { consul }, servers }, node) => [
    {
      name: "consul-https",
      port: consul.https,
      protocol: "tcp",
      reach: "overlay",
      metrics: "/v1/agent/metrics",
      scrape: { as: "consul", scheme: "https", params: { format: ["prometheus"] }, consulToken: true },
    },
    { name: "consul-serf", port: consul.serf, protocol: "tcp", reach: "overlay" },
    { name: "consul-serf", port: consul.serf, protocol: "udp", reach: "overlay" },
    ...(servers.includes(node.name)
      ? [{ name: "consul-server", port: consul.server, protocol: "tcp", reach: "overlay" } as const]
      : []),
  ],
  steps: ({ cluster, node }) => {
    const consul = toolProgram("consul", node);
    return [
      ...tlsFiles("consul", node.name),
      file({
        path: `${secrets}/secrets.json`,
        content: renderTemplate("consul/secrets.json", secretSettings(cluster, node.name)),
        mode: "600",
      }),
      consul.step,
      systemUser({ name: "consul", home }),
      directory({ path: home, mode: "700", owner: "consul:consul", undoContent: true }),
      file({ path: configuration, content: renderTemplate("consul/consul.hcl", settings(cluster, node.name)) }),
      file({ path: writers, content: renderTemplate("consul/writers.json") }),
      systemdUnit("consul.service", renderTemplate("consul/consul.service", { secrets, overlayAddressFile, writers })),
      service({
        name: "consul",
        watches: [
          consul.stamp,
          configuration,
          writers,
          "/etc/systemd/system/consul.service",
          authorityFile,
          overlayAddressFile,
          ...["secrets.json", "certificate.pem", "key.pem"].map((name) => `${secrets}/${name}`),
        ],
      }),
      answers({
        service: "consul",
        url: `https://${node.name}.${cluster.domain}:${cluster.ports.consul.https}/`,
        limitSeconds: 60,
      }),
    ];
  },
});

function settings({ datacenter, domain, servers, ports: { consul } }: Cluster, node: string) {
  return {
    datacenter,
    node,
    isServer: servers.includes(node),
    serverCount: servers.length,
    servers: servers.map((server) => `${server}.${domain}`),
    httpsPort: consul.https,
    grpcTlsPort: consul.grpcTls,
    serverPort: consul.server,
    serfPort: consul.serf,
    dnsPort: consul.dns,
    authority: authorityFile,
  };
}

const secretSettings = ({ servers }: Cluster, node: string) => ({
  gossip: secretRef("consul.gossip"),
  agent: secretRef(`consul.agent.${node}`),
  management: secretRef("consul.management"),
  isServer: servers.includes(node),
});
