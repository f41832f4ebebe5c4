import { expect, test } from "vitest";
import { defined } from "@hearth/kernel/defined.ts";
import type { GatewaySection } from "../config/shape/gateway-section.ts";
import { noSecret, ownSecretsOf, providerSecretsOf, requireOwnSecrets } from "./own-secrets.ts";

const provider = (secret?: string) => ({ models: {}, ...defined({ secret }) });
const cluster = (
  ...secrets: readonly (string | undefined)[]
): {
  readonly gateway: GatewaySection;
  readonly nodes: readonly [];
} => ({
  nodes: [],
  gateway: {
    providers: {
      from: Object.fromEntries(secrets.map((secret, index) => [`p${index}`, provider(secret)])),
      policy: [],
      dollar: 1,
    },
  },
});

test("each secret that a provider names, once; a server without keys has none", () => {
  expect(ownSecretsOf(cluster("two", noSecret, undefined, "one", "two"))).toEqual(["one", "two"]);
  expect(ownSecretsOf({ nodes: [] })).toEqual([]);
});

test("so is each that a job's options name, and the gateway is not given those", () => {
  const jobOptions = { alertmanager: { ntfy: { url: "https://ntfy.example/x", secret: "three" }, email: {} } };
  expect(ownSecretsOf({ ...cluster("two"), jobOptions })).toEqual(["three", "two"]);
  expect(providerSecretsOf({ ...cluster("two") })).toEqual(["two"]);
});

test("one that nobody has given is named, with what to do", () => {
  const secrets = { "own.one": "x", two: "not a person's" };
  expect(() => requireOwnSecrets(cluster("one"), secrets)).not.toThrow();
  expect(() => requireOwnSecrets(cluster("one", "two", "three"), secrets)).toThrow(
    expect.objectContaining({
      code: "STATE_MISSING",
      message: "the inventory names three, two, but the stack has no such secret",
      hint: "Save it with `hearth secrets create three`, which reads the value from the terminal or from stdin.",
    }),
  );
});
