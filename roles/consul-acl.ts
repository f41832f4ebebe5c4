import { z } from "zod";
import { defineRole, everywhere, onNode } from "../lib/plan/role.ts";
import { secretRef } from "../lib/secrets/secret-ref.ts";
import { apiObject, type Api } from "../lib/steps/api-object.ts";
import { file } from "../lib/steps/file.ts";
import { consulKeyring, gossipKey } from "../lib/steps/gossip-key.ts";
import { shellFunctions } from "../lib/steps/shell-file.ts";
import { shell } from "../lib/steps/shell.ts";
import type { Step } from "../lib/steps/step.ts";
import { secretsFolder } from "../lib/steps/tls-files.ts";
import { consulTokens as tokensOf } from "../lib/steps/consul-tokens.ts";
import { renderTemplate } from "../lib/templates/render-template.ts";

const secrets = secretsFolder("consul-acl");
const headerFile = `${secrets}/header`;
const gossipFile = `${secrets}/gossip`;

/** What a task that requests a token may do: find services, and read agents' metrics. */
const taskRules = [
  'agent_prefix "" { policy = "read" }',
  'node_prefix "" { policy = "read" }',
  'service_prefix "" { policy = "read" }',
];

export const role = defineRole({
  name: "consul-acl",
  about: "Gives each agent, Nomad, and Nomad's tasks the rights in Consul that they need, and no others.",
  options: z.strictObject({}),
  // After unrelated roles, which use the ten seconds or so that Consul takes to elect its leader.
  needs: [everywhere("consul"), onNode("depot"), onNode("llama"), onNode("node-exporter")],
  runsOn: ({ servers }, node) => servers[0] === node.name,
  steps: ({ cluster, node, consulTokens = [], workloadRights = [] }) => {
    const origin = `https://${node.name}.${cluster.domain}:${cluster.ports.consul.https}`;
    const api: Api = { origin, headerFile };
    const tokens = tokensOf(cluster, consulTokens);
    return [
      file({
        path: headerFile,
        content: renderTemplate("api/token-header", { service: "Consul", token: secretRef("consul.management") }),
        mode: "600",
      }),
      file({ path: gossipFile, content: secretRef("consul.gossip"), mode: "600" }),
      ...tokens.map(({ name, ...token }) =>
        file({
          path: `${secrets}/token-${name}.json`,
          content: renderTemplate("consul-acl/token.json", token),
          mode: "600",
        }),
      ),
      shell({
        id: "leader of Consul",
        values: { origin, header: headerFile },
        // An election takes seconds. It is no drift, of this step or those after it.
        verify: 'wait_for 30 curl -fsS --max-time 5 -o /dev/null -H "@$header" "$origin/v1/acl/token/self"',
        apply: 'wait_for 120 curl -fsS --max-time 5 -o /dev/null -H "@$header" "$origin/v1/acl/token/self"',
      }),
      gossipKey(api, consulKeyring, gossipFile),
      ...consulTokens.map(({ policy, about, rules }) =>
        named(api, "policy", { Name: policy, Description: about, Rules: rules.join("\n") }),
      ),
      named(api, "policy", { Name: "nomad-tasks", Description: "Tasks of Nomad", Rules: taskRules.join("\n") }),
      named(api, "role", { Name: "nomad-tasks", Description: "Tasks of Nomad", Policies: [{ Name: "nomad-tasks" }] }),
      ...workloadRights.flatMap(({ name, title, about, rules }) => [
        named(api, "policy", { Name: name, Description: about, Rules: rules.join("\n") }),
        named(api, "role", { Name: name, Description: title, Policies: [{ Name: name }] }),
      ]),
      ...tokens.map(({ name, accessor }) =>
        apiObject({
          ...api,
          id: `token ${name}`,
          values: { accessor, file: `${secrets}/token-${name}.json` },
          read: `/v1/acl/token/${accessor}`,
          functions: shellFunctions(import.meta.dirname, "consul-acl-token.sh"),
        }),
      ),
    ];
  },
});

/** Policies and roles are found by name and written by ID. */
function named(
  api: Api,
  kind: "policy" | "role",
  object: { readonly Name: string } & Readonly<Record<string, unknown>>,
): Step {
  return apiObject({
    ...api,
    id: `${kind} ${object.Name}`,
    values: { kind, object: JSON.stringify(object) },
    read: `/v1/acl/${kind}/name/${object.Name}`,
    functions: shellFunctions(import.meta.dirname, "consul-acl-object.sh"),
  });
}
