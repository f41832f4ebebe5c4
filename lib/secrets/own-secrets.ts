import type { Cluster } from "../config/derive/cluster.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import type { StackSecrets } from "./complete-secrets.ts";

/** Under what name the stack keeps a secret that a person gave it: apart from those that Hearth makes, so that none of these can be named. */
export const ownSecret = (name: string): string => `own.${name}`;

/** Stands in the inventory where a server wants no key. */
export const noSecret = "none";

/** Names of the secrets that the inventory counts on a person for, each once, in order. */
export function ownSecretsOf({ gateway }: Pick<Cluster, "gateway">): readonly string[] {
  const named = Object.values(gateway?.providers?.from ?? {}).flatMap(({ secret = noSecret }) => secret);
  return [...new Set(named)].filter((name) => name !== noSecret).sort();
}

/** Throws STATE_MISSING where the inventory names a secret that nobody has given yet. */
export function requireOwnSecrets(cluster: Pick<Cluster, "gateway">, secrets: StackSecrets): void {
  const missing = ownSecretsOf(cluster).filter((name) => secrets[ownSecret(name)] === undefined);
  const [first] = missing;
  if (first === undefined) return;
  throw new HearthError({
    code: "STATE_MISSING",
    message: `the inventory names ${missing.join(", ")}, and the stack has no such secret`,
    hint: `Give it with \`hearth secrets create ${first}\`, which reads the value from the terminal or from stdin.`,
  });
}
