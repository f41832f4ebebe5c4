import type { Cluster } from "../config/derive/cluster.ts";
import { workloadAuthMethod } from "../consul/workload-auth-method.ts";
import { apiObject, type Api } from "./api-object.ts";
import type { Step } from "./step.ts";
import { authorityFile } from "./tls-files.ts";

/**
 * Nomad's workloads log in to Consul with the identities that Nomad signs: a service gets the rights to register itself, a task
 * that asks for a token those of the role `nomad-tasks`, and the tasks of the gateway and of the memory service those of their own roles too.
 */
export const workloadLogin = (api: Api, cluster: Pick<Cluster, "ports">): readonly Step[] => [
  method(api, cluster),
  rights(api),
];

/** Every server of Consul is one of Nomad too, so whichever is asked finds the keys of Nomad's signatures on its own machine. */
function method(api: Api, { ports }: Pick<Cluster, "ports">): Step {
  const claims = ["nomad_namespace", "nomad_job_id", "nomad_task", "nomad_service"];
  const wanted = {
    Name: workloadAuthMethod,
    Type: "jwt",
    Description: "Nomad's workloads log in with their identities",
    Config: {
      JWKSURL: `https://localhost:${ports.nomad.http}/.well-known/jwks.json`,
      JWKSCACert: "@authority@",
      JWTSupportedAlgs: ["RS256"],
      BoundAudiences: ["consul.io"],
      ClaimMappings: Object.fromEntries(claims.map((claim) => [claim, claim])),
    },
  };
  const [before, after] = JSON.stringify(wanted).split("@authority@");
  return apiObject({
    ...api,
    id: `auth-method ${workloadAuthMethod}`,
    values: { name: workloadAuthMethod, before: before ?? "", after: after ?? "", authority: authorityFile },
    read: `/v1/acl/auth-method/${workloadAuthMethod}`,
    body: String.raw`printf '%s' "$before"; awk '{ printf "%s\\n", $0 }' "$authority"; printf '%s' "$after"`,
    write: 'body | api PUT "/v1/acl/auth-method${found:+/$name}"',
  });
}

/** Rules have no name: those there are make room for ours. */
function rights(api: Api): Step {
  const rule = (bindType: string, bindName: string, selector: string): string =>
    JSON.stringify({ AuthMethod: workloadAuthMethod, BindType: bindType, BindName: bindName, Selector: selector });
  const ofJob = (job: string): string =>
    rule("role", job, `"nomad_service" not in value and value.nomad_job_id == "${job}"`);
  return apiObject({
    ...api,
    id: `binding-rules ${workloadAuthMethod}`,
    values: {
      service: rule("service", "${value.nomad_service}", '"nomad_service" in value'),
      task: rule("role", "nomad-tasks", '"nomad_service" not in value'),
      gateway: ofJob("gateway"),
      memory: ofJob("memory"),
    },
    read: `/v1/acl/binding-rules?authmethod=${workloadAuthMethod}`,
    body: String.raw`printf '%s\n' "$service" "$task" "$gateway" "$memory"`,
    write: [
      `for id in $(printf %s "$found" | grep -o '"ID":"[^"]*"' | cut -d '"' -f 4); do`,
      'printf "" | api DELETE "/v1/acl/binding-rule/$id"',
      "done",
      'printf %s "$service" | api PUT /v1/acl/binding-rule',
      'printf %s "$task" | api PUT /v1/acl/binding-rule',
      'printf %s "$gateway" | api PUT /v1/acl/binding-rule',
      'printf %s "$memory" | api PUT /v1/acl/binding-rule',
    ].join("\n"),
  });
}
