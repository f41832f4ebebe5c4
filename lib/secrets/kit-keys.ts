import { createHash } from "node:crypto";
import type { SecretDeclarations } from "./declared-secrets.ts";

/** A key that Hearth itself makes: a person's own, or one that a job uses to call another. It is in a job's key file. */
export interface KitKey {
  /** Its name at the job that it opens: `owner`. */
  readonly id: string;
  /** The secret that holds it: `gateway.key`. */
  readonly secret: string;
}

export interface OpenedJob {
  readonly name: string;
  /** The secret that is a person's own key. */
  readonly access?: string;
}

/** The kit's own keys to a job. People's keys cannot have their names, because the key file counts first. */
export function kitKeys({ name, access }: OpenedJob, declared: SecretDeclarations): readonly KitKey[] {
  const callers = Object.entries(declared).flatMap(([secret, declaration]) =>
    "make" in declaration && declaration.opens?.job === name ? [{ id: declaration.opens.as, secret }] : [],
  );
  return [...(access === undefined ? [] : [{ id: "owner", secret: access }]), ...callers];
}

/**
 * The stack's secrets with a new key in place of one of the kit's own.
 * @param file name of the secret that is the job's key file
 */
export function withNewKey(
  secrets: Readonly<Record<string, string>>,
  { id, secret }: KitKey,
  { file, declared }: { readonly file: string; readonly declared: SecretDeclarations },
): Readonly<Record<string, string>> {
  const declaration = declared[secret];
  const present = secrets[file];
  if (declaration === undefined || !("make" in declaration) || present === undefined) {
    throw new TypeError(`${secret} is no key that the kit makes, or ${file} is no key file`);
  }
  const key = declaration.make();
  const sha256 = createHash("sha256").update(key).digest("hex");
  const content = JSON.parse(present) as { readonly keys: readonly { readonly id: string }[] };
  const keys = content.keys.map((entry) => (entry.id === id ? { ...entry, sha256 } : entry));
  return { ...secrets, [secret]: key, [file]: JSON.stringify({ ...content, keys }) };
}
