import { z } from "zod";
import { defineRole, everywhere } from "../lib/plan/role.ts";
import { secretRef } from "../lib/secrets/secret-ref.ts";
import { file } from "../lib/steps/file.ts";
import { gossipKey, nomadKeyring } from "../lib/steps/gossip-key.ts";
import { stepScript } from "../lib/steps/shell-file.ts";
import { shell } from "../lib/steps/shell.ts";
import { secretsFolder } from "../lib/steps/tls-files.ts";
import { consulTokens as tokensOf, managing, ours } from "../lib/steps/consul-tokens.ts";
import { workloadLogin } from "../lib/steps/workload-login.ts";
import { renderTemplate } from "../lib/templates/render-template.ts";

const secrets = secretsFolder("nomad-acl");
const headerFile = `${secrets}/header`;
const consulHeaderFile = `${secrets}/consul-header`;
const gossipFile = `${secrets}/gossip`;
const bootstrapFile = `${secrets}/bootstrap.json`;

export const role = defineRole({
  name: "nomad-acl",
  about:
    "Closes Nomad to clients without a token, and lets its jobs log in to Consul with the identities that it signs.",
  options: z.strictObject({}),
  needs: [everywhere("nomad"), everywhere("consul-acl")],
  runsOn: ({ servers }, node) => servers[0] === node.name,
  steps: ({ cluster, node, consulTokens = [], workloadRights = [] }) => [
    file({
      path: headerFile,
      content: renderTemplate("api/token-header", { service: "Nomad", token: secretRef("nomad.management") }),
      mode: "600",
    }),
    file({
      path: consulHeaderFile,
      content: renderTemplate("api/token-header", { service: "Consul", token: secretRef("consul.management") }),
      mode: "600",
    }),
    file({
      path: bootstrapFile,
      content: renderTemplate("nomad-acl/bootstrap.json", { secret: secretRef("nomad.management") }),
      mode: "600",
    }),
    file({ path: gossipFile, content: secretRef("nomad.gossip"), mode: "600" }),
    shell({
      id: "bootstrap",
      values: {
        origin: `https://${node.name}.${cluster.domain}:${cluster.ports.nomad.http}`,
        header: headerFile,
        bootstrap: bootstrapFile,
      },
      ...stepScript(import.meta.dirname, "nomad-acl-bootstrap.sh"),
    }),
    gossipKey(
      { origin: `https://${node.name}.${cluster.domain}:${cluster.ports.nomad.http}`, headerFile },
      nomadKeyring,
      gossipFile,
    ),
    // Here, because all agents of Nomad have their present tokens by now.
    shell({
      id: "former tokens",
      values: {
        origin: `https://${node.name}.${cluster.domain}:${cluster.ports.consul.https}`,
        header: consulHeaderFile,
        ours,
        managing: String.raw`Initial Management Token\|${managing}`,
        tokens: tokensOf(cluster, consulTokens)
          .map(({ accessor }) => accessor)
          .join("\n"),
        policy_prefix: "nomad-agents",
        policies: consulTokens.map(({ policy }) => policy).join("\n"),
      },
      ...stepScript(import.meta.dirname, "nomad-acl-former.sh"),
    }),
    ...workloadLogin(
      { origin: `https://${node.name}.${cluster.domain}:${cluster.ports.consul.https}`, headerFile: consulHeaderFile },
      { cluster, rights: workloadRights },
    ),
  ],
});
