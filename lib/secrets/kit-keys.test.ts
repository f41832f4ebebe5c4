import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { apiKey, completeDeclared, keyFile, type SecretDeclarations } from "./declared-secrets.ts";
import { kitKeys, withNewKey } from "./kit-keys.ts";

const declared: SecretDeclarations = {
  "gateway.key": { make: apiKey("sk-") },
  "gateway.keys": keyFile({ job: "gateway", owner: "gateway.key" }),
  "memory.gateway": { make: apiKey("sk-"), opens: { job: "gateway", as: "memory" } },
  "memory.key": { make: apiKey("sk-") },
};
const gateway = { name: "gateway", access: "gateway.key" };

test("the owner's key and those of other jobs are the kit's own", () => {
  expect(kitKeys(gateway, declared)).toEqual([
    { id: "owner", secret: "gateway.key" },
    { id: "memory", secret: "memory.gateway" },
  ]);
  expect(kitKeys({ name: "other" }, declared)).toEqual([]);
});

test("a new key replaces the old one in its secret and in the key file, and nothing else", () => {
  const before = completeDeclared(declared, {});
  const after = withNewKey(before, { id: "owner", secret: "gateway.key" }, { file: "gateway.keys", declared });
  expect(after["gateway.key"]).not.toBe(before["gateway.key"]);
  const digests = (secrets: typeof before): readonly object[] =>
    (JSON.parse(secrets["gateway.keys"] ?? "") as { keys: object[] }).keys;
  const sha256 = createHash("sha256")
    .update(after["gateway.key"] ?? "")
    .digest("hex");
  expect(digests(after)).toEqual([{ id: "owner", sha256 }, digests(before)[1]]);
  expect(after["memory.gateway"]).toBe(before["memory.gateway"]);
  // The next run keeps it.
  expect(completeDeclared(declared, after)).toEqual(after);
});
