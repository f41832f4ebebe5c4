import { z } from "zod";
import { defineRole, everywhere } from "../lib/plan/role.ts";
import { uuid } from "../lib/secrets/declared-secrets.ts";
import { secretRef } from "../lib/secrets/secret-ref.ts";
import { file } from "../lib/steps/file.ts";
import { service } from "../lib/steps/service.ts";
import { stepScript } from "../lib/steps/shell-file.ts";
import { shell } from "../lib/steps/shell.ts";
import { systemUser } from "../lib/steps/system-user.ts";
import { systemdUnit } from "../lib/steps/systemd-unit.ts";
import { secretsFolder } from "../lib/steps/tls-files.ts";
import { renderTemplate } from "../lib/templates/render-template.ts";

const secrets = secretsFolder("service-names");
const program = "/usr/local/sbin/hearth-names";
const found = "/run/hearth-names/hosts";
const units = ["hearth-names.service", "hearth-names-hosts.path", "hearth-names-hosts.service"] as const;

/** `gateway.hearth` follows the gateway from node to node: docs/decisions/0029-names-of-services.md. */
export const role = defineRole({
  name: "service-names",
  about: "Knows every service of the cluster by a name that follows it, such as gateway.hearth.",
  options: z.strictObject({}),
  needs: [everywhere("consul-acl")],
  secrets: { "consul.names": { make: uuid } },
  consul: {
    policy: "service-names",
    about: "Names of services",
    rules: ['node_prefix "" { policy = "read" }', 'service_prefix "" { policy = "read" }'],
    secret: "consul.names",
  },
  steps: ({ cluster, node, services = [] }) => [
    file({
      path: `${secrets}/header`,
      content: renderTemplate("api/token-header", { service: "Consul", token: secretRef("consul.names") }),
      mode: "600",
    }),
    systemUser({ name: "hearth-names", home: "/run/hearth-names" }),
    file({
      path: program,
      content: renderTemplate("service-names/hearth-names.sh", {
        services: services.join(" "),
        domain: cluster.domain,
        file: found,
        origin: `https://${node.name}.${cluster.domain}:${cluster.ports.consul.https}`,
      }),
      mode: "755",
    }),
    systemdUnit(units[0], renderTemplate(`service-names/${units[0]}`, { secrets, program })),
    systemdUnit(units[1], renderTemplate(`service-names/${units[1]}`, { file: found })),
    systemdUnit(units[2], renderTemplate(`service-names/${units[2]}`, { program })),
    service({ name: units[1], watches: [`/etc/systemd/system/${units[1]}`] }),
    service({ name: "hearth-names", watches: [program, `/etc/systemd/system/${units[0]}`, `${secrets}/header`] }),
    shell({ id: "names of services", values: { program }, ...stepScript(import.meta.dirname, "service-names.sh") }),
  ],
});
