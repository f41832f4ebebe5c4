import type { Cluster } from "../config/derive/cluster.ts";
import { workloadAuthMethod } from "../consul/workload-auth-method.ts";
import type { WorkloadRights } from "./consul-rights.ts";
import { apiObject, type Api } from "./api-object.ts";
import { shellFunctions } from "./shell-file.ts";
import type { Step } from "./step.ts";
import { authorityFile } from "./tls-files.ts";

export interface WorkloadLoginOptions {
  readonly cluster: Pick<Cluster, "ports">;
  /** What the tasks of some jobs may do beyond what all tasks may. */
  readonly rights: readonly WorkloadRights[];
}

/**
 * Nomad's workloads log in to Consul with the identities that Nomad signs: a service gets the rights to register itself, a task
 * that asks for a token those of the role `nomad-tasks`, and the tasks of a job that declares rights those of the job's own role too.
 */
export const workloadLogin = (api: Api, { cluster, rights }: WorkloadLoginOptions): readonly Step[] => [
  method(api, cluster),
  bindingRules(api, rights),
];

/** Every Consul server is also a Nomad server, so each finds the keys of Nomad's signatures on its own machine. */
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
    functions: shellFunctions(import.meta.dirname, "workload-login-method.sh"),
  });
}

/** Rules have no name: those there are make room for ours, which are JSON objects, one a line. */
function bindingRules(api: Api, rights: readonly WorkloadRights[]): Step {
  const rule = (bindType: string, bindName: string, selector: string): string =>
    JSON.stringify({ AuthMethod: workloadAuthMethod, BindType: bindType, BindName: bindName, Selector: selector });
  const rules = [
    rule("service", "${value.nomad_service}", '"nomad_service" in value'),
    rule("role", "nomad-tasks", '"nomad_service" not in value'),
    ...rights.flatMap(({ name, jobs }) =>
      jobs.map((job) => rule("role", name, `"nomad_service" not in value and value.nomad_job_id == "${job}"`)),
    ),
  ];
  return apiObject({
    ...api,
    id: `binding-rules ${workloadAuthMethod}`,
    values: { rules: rules.join("\n") },
    read: `/v1/acl/binding-rules?authmethod=${workloadAuthMethod}`,
    functions: shellFunctions(import.meta.dirname, "workload-login-rules.sh"),
  });
}
