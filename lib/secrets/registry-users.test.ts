import { compareSync } from "bcryptjs";
import { expect, test } from "vitest";
import { completeDeclared, type SecretDeclarations } from "./declared-secrets.ts";
import { registryPasswords } from "./registry-users.ts";

const declared: SecretDeclarations = {
  "registry.pull": {
    make: () => "pulled",
    eachNode: true,
    opens: { job: "registry", as: "node", rights: { may: "pull" } },
  },
  "registry.push": { make: () => "pushed", opens: { job: "registry", as: "controller", rights: { may: "push" } } },
  "registry.readers": registryPasswords("registry", "pull"),
  "registry.writers": registryPasswords("registry", "push"),
};
const usersIn = (text = ""): readonly (string | undefined)[] =>
  text
    .trim()
    .split("\n")
    .map((line) => line.split(":")[0]);

test("each node may pull by a password of its own, and only the controller may push", () => {
  const secrets = completeDeclared(declared, {}, ["n1", "n2"]);
  expect(usersIn(secrets["registry.readers"])).toEqual(["node-n1", "node-n2"]);
  expect(usersIn(secrets["registry.writers"])).toEqual(["controller"]);
  const [, hash = ""] = secrets["registry.writers"]?.trim().split(":") ?? [];
  expect(compareSync("pushed", hash)).toBe(true);
});

test("a line stays while its password does; one of a node that is gone goes", () => {
  const first = completeDeclared(declared, {}, ["n1", "n2"]);
  expect(completeDeclared(declared, first, ["n1", "n2"])).toEqual(first);
  expect(usersIn(completeDeclared(declared, first, ["n2"])["registry.readers"])).toEqual(["node-n2"]);
  const rotated = completeDeclared(declared, { ...first, "registry.pull.n1": "other" }, ["n1", "n2"]);
  const [former, now] = [first, rotated].map((secrets) => secrets["registry.readers"]?.split("\n") ?? []);
  expect(now?.[0]).not.toBe(former?.[0]);
  expect(now?.[1]).toBe(former?.[1]);
});
