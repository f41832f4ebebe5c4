import type { BackupPlace, Cluster } from "../config/derive/cluster.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import type { StackSecrets } from "./stack-secrets.ts";

/**
 * The name under which the stack stores a person's own secret: apart from those that Hearth makes, so that the inventory cannot
 * refer to these.
 */
export const ownSecret = (name: string): string => `own.${name}`;

/** Used in the inventory for a server that needs no key. */
export const noSecret = "none";

/** The parts of a cluster that name secrets. */
type Named = Pick<Cluster, "gateway" | "nodes" | "jobOptions" | "backup">;

/** Names of the secrets that the inventory requires from a person, without duplicates, in order. */
export const ownSecretsOf = ({ gateway, nodes, jobOptions, backup }: Named): readonly string[] =>
  unique([
    ...providerSecretsOf({ gateway }),
    ...nodes.flatMap(({ ssh }) => ssh.sudoPassword ?? []),
    ...secretsNamedIn(jobOptions),
    ...secretsOfBackup(backup?.place),
  ]);

/** Those that open the place of the backups. */
const secretsOfBackup = (place: BackupPlace | undefined): readonly string[] =>
  place?.kind === "repository"
    ? [...Object.values(place.environment), ...(place.sshKey === undefined ? [] : [place.sshKey])]
    : [];

/** Those of the gateway's providers. */
export const providerSecretsOf = ({
  gateway,
}: {
  readonly gateway?: Cluster["gateway"] | undefined;
}): readonly string[] =>
  unique(Object.values(gateway?.providers?.from ?? {}).flatMap(({ secret = noSecret }) => secret));

/** Those that a job's options name: the value of every key `secret`, however deep. */
export function secretsNamedIn(options: unknown): readonly string[] {
  if (typeof options !== "object" || options === null) return [];
  return unique(
    Object.entries(options).flatMap(([key, value]) =>
      key === "secret" && typeof value === "string" ? [value] : secretsNamedIn(value),
    ),
  );
}

const unique = (names: readonly string[]): readonly string[] =>
  [...new Set(names)].filter((name) => name !== noSecret).sort();

/** Names of a person's secrets among all of a stack. */
export const ownSecretsIn = (secrets: StackSecrets): readonly string[] =>
  Object.keys(secrets).flatMap((name) => (name.startsWith(ownSecret("")) ? [name.slice(ownSecret("").length)] : []));

/** Throws STATE_MISSING if the inventory names a secret that was not saved yet. */
export function requireOwnSecrets(cluster: Named, secrets: StackSecrets): void {
  const missing = ownSecretsOf(cluster).filter((name) => secrets[ownSecret(name)] === undefined);
  const [first] = missing;
  if (first === undefined) return;
  throw new HearthError({
    code: "STATE_MISSING",
    message: `the inventory names ${missing.join(", ")}, but the stack has no such secret`,
    hint: `Save it with \`hearth secrets create ${first}\`, which reads the value from the terminal or from stdin.`,
  });
}
