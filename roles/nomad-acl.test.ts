import { expect, test } from "vitest";
import { roleContext } from "../tests/support/role-context.ts";
import { role } from "./nomad-acl.ts";

const steps = role.steps(roleContext("n1"));
const valuesOf = (id: string): Readonly<Record<string, string>> => steps.find((step) => step.id === id)?.values ?? {};

test("Consul finds the keys of Nomad's signatures on its own machine, whichever server is asked", () => {
  const { before = "", after = "" } = valuesOf("auth-method nomad-workloads");
  expect(JSON.parse(`${before}PEM${after}`)).toMatchObject({
    Type: "jwt",
    Config: {
      JWKSURL: "https://localhost:4646/.well-known/jwks.json",
      JWKSCACert: "PEM",
      JWTSupportedAlgs: ["RS256"],
      BoundAudiences: ["consul.io"],
    },
  });
});

test("a service may register itself; a task gets the role of tasks, the gateway's and memory's their own beside it", () => {
  const { service = "", task = "", gateway = "", memory = "" } = valuesOf("binding-rules nomad-workloads");
  expect([service, task, gateway, memory].map((rule) => JSON.parse(rule) as unknown)).toEqual([
    {
      AuthMethod: "nomad-workloads",
      BindType: "service",
      BindName: "${value.nomad_service}",
      Selector: '"nomad_service" in value',
    },
    {
      AuthMethod: "nomad-workloads",
      BindType: "role",
      BindName: "nomad-tasks",
      Selector: '"nomad_service" not in value',
    },
    {
      AuthMethod: "nomad-workloads",
      BindType: "role",
      BindName: "gateway",
      Selector: '"nomad_service" not in value and value.nomad_job_id == "gateway"',
    },
    {
      AuthMethod: "nomad-workloads",
      BindType: "role",
      BindName: "memory",
      Selector: '"nomad_service" not in value and value.nomad_job_id == "memory"',
    },
  ]);
});

test("no secret stands outside the files that only root reads", () => {
  const holders = steps.filter((step) => JSON.stringify(step).includes("«secret:"));
  expect(holders.map(({ values }) => values?.["mode"])).toEqual(["600", "600", "600"]);
});
