import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { quote } from "../lib/steps/quote.ts";
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
  const { rules = "" } = valuesOf("binding-rules nomad-workloads");
  const own = rules.split("\n").filter((rule) => /nomad-tasks|nomad_service}|"(?:gateway|memory)"/.test(rule));
  expect(own.map((rule) => JSON.parse(rule) as unknown)).toEqual([
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

/** Runs the step's text with a curl that notes what it is asked, and refuses what holds `refused`. */
function bind(refused: string): {
  readonly sent: readonly string[];
  readonly status: number | null;
  readonly stamped: boolean;
} {
  const folder = mkdtempSync(join(tmpdir(), "hearth-rules-"));
  const curl = [
    "#!/bin/sh",
    'case "$*" in *"-X PUT"*) body=$(cat) ;; *"-X DELETE"*) body=$* ;; *) echo \'[{"ID":"old"}]\'; exit ;; esac',
    `printf '%s\\n' "$body" >>"${folder}/sent"`,
    `case $body in *${refused}*) exit 22 ;; esac`,
  ].join("\n");
  writeFileSync(join(folder, "curl"), curl, { mode: 0o755 });
  writeFileSync(join(folder, "sent"), "");
  const step = steps.find(({ id }) => id === "binding-rules nomad-workloads");
  const stamp = join(folder, "stamp");
  const values = Object.entries({ ...step?.values, stamp }).map(([name, value]) => `${name}=${quote(value)}`);
  const input = [...values, step?.apply ?? ""].join("\n");
  const { status } = spawnSync("dash", ["-eu"], { input, env: { PATH: `${folder}:${process.env["PATH"] ?? ""}` } });
  const sent = readFileSync(join(folder, "sent"), "utf8").trim().split("\n");
  const stamped = existsSync(stamp);
  rmSync(folder, { recursive: true });
  return { sent, status, stamped };
}

test("every rule is sent, in the place of those that are there", () => {
  const { sent, status, stamped } = bind("nothing-of-this-name");
  expect([status, stamped]).toEqual([0, true]);
  expect(sent[0]).toContain("/v1/acl/binding-rule/old");
  expect(sent.slice(1).join("\n")).toBe(valuesOf("binding-rules nomad-workloads")["rules"]);
});

test("a rule that Consul refuses fails the step", () => {
  const { status, stamped } = bind('\\"gateway');
  expect([status, stamped]).toEqual([1, false]);
});

test("no secret stands outside the files that only root reads", () => {
  const holders = steps.filter((step) => JSON.stringify(step).includes("«secret:"));
  expect(holders.map(({ values }) => values?.["mode"])).toEqual(["600", "600", "600", "600"]);
});
