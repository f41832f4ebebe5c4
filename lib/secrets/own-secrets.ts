import type { Cluster } from "../config/cluster.ts";

/** Under what name the stack keeps a secret that a person gave it: apart from those that Hearth makes, so that none of these can be named. */
export const ownSecret = (name: string): string => `own.${name}`;

/** Stands in the inventory where a server wants no key. */
export const noSecret = "none";

/** Names of the secrets that the inventory counts on a person for, each once, in order. */
export function ownSecretsOf({ gateway }: Pick<Cluster, "gateway">): readonly string[] {
  const named = Object.values(gateway?.providers?.from ?? {}).flatMap(({ secret = noSecret }) => secret);
  return [...new Set(named)].filter((name) => name !== noSecret).sort();
}
