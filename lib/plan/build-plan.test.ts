import { expect, test } from "vitest";
import { z } from "zod";
import { sampleCluster } from "../../tests/support/sample-cluster.ts";
import { secretRef } from "../secrets/secret-ref.ts";
import { file } from "../steps/file.ts";
import { buildUnits } from "./build-plan.ts";
import type { Endpoint } from "./endpoint.ts";
import { defineRole, everywhere, onNode, type RoleContext } from "./role.ts";
import { unitId } from "../steps/unit.ts";

const options = z.strictObject({});
const cluster = sampleCluster();
const plain = (name: string) => [file({ path: `/etc/${name}`, content: name })];

const base = defineRole({ name: "base", about: "", options, needs: [], steps: () => plain("base") });
const control = defineRole({
  name: "control",
  about: "",
  options,
  needs: [onNode("base")],
  runsOn: (_, node) => node.name === "n1",
  endpoints: () => [{ name: "control", port: 443, protocol: "tcp", reach: "underlay" } satisfies Endpoint],
  steps: () => plain("control"),
});
const join = defineRole({
  name: "join",
  about: "",
  options,
  needs: [everywhere("control")],
  steps: () => [...plain("join"), file({ path: "/etc/key", content: secretRef("consul.gossip"), mode: "600" })],
});

test("units form a chain on each node, and wait for other nodes only where a role says everywhere", () => {
  const needs = buildUnits(cluster, [join, control, base]).map((unit) => [unitId(unit), unit.needs]);
  expect(needs).toEqual([
    ["n1/base", []],
    ["n2/base", []],
    ["n3/base", []],
    ["n1/control", ["n1/base"]],
    ["n1/join.secrets", ["n1/control"]],
    ["n1/join", ["n1/join.secrets"]],
    ["n2/join.secrets", ["n2/base", "n1/control"]],
    ["n2/join", ["n2/join.secrets", "n1/control"]],
    ["n3/join.secrets", ["n3/base", "n1/control"]],
    ["n3/join", ["n3/join.secrets", "n1/control"]],
  ]);
});

test("steps that hold a secret are kept apart, so that the rest keeps its readable diff", () => {
  const units = buildUnits(cluster, [base, control, join]).filter(({ node }) => node === "n2");
  expect(units.map(({ role, secret, steps }) => [role, secret, steps.map(({ id }) => id)])).toEqual([
    ["base", false, ["file /etc/base"]],
    ["join.secrets", true, ["file /etc/key"]],
    ["join", false, ["file /etc/join"]],
  ]);
});

test("every role on a node knows all that listens there", () => {
  const seen: Record<string, string[]> = {};
  const firewall = defineRole({
    name: "firewall",
    about: "",
    options,
    needs: [onNode("base")],
    steps: ({ node, endpoints }: RoleContext) => {
      seen[node.name] = endpoints.map(({ name }) => name);
      return plain("firewall");
    },
  });
  buildUnits(cluster, [base, control, firewall], {
    endpoints: [{ name: "gateway", port: 80, protocol: "tcp", reach: "overlay" }],
    artifacts: [],
    jobUsers: [],
  });
  expect(seen).toEqual({ n1: ["control", "gateway"], n2: ["gateway"], n3: ["gateway"] });
});
