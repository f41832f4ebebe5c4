import { createHash, randomBytes, randomUUID } from "node:crypto";

/** Secrets of a role or job, by their names in the stack: `hello.key`. Never change a name: a running stack would get a new secret. */
export type SecretDeclarations = Readonly<Record<string, SecretDeclaration>>;

export type SecretDeclaration = MadeSecret | DerivedSecret | CertificateSecret;

/** A random secret that is made once. */
interface MadeSecret {
  readonly make: () => string;
  /** Each node has one of its own: `consul.nomad.n1`. */
  readonly eachNode?: true;
  /** Data at rest are encrypted with it, so another value would make them unreadable: it is never rotated. */
  readonly keptForData?: true;
  /** The job that it is a key to. Whoever holds it may call that job. */
  readonly opens?: {
    readonly job: string;
    /** The caller's name there; with `eachNode`, followed by the node's: `node-n1`. */
    readonly as: string;
    /** Its other fields in that job's key file: `{ scopes: ["context"] }`. */
    readonly rights?: Readonly<Record<string, unknown>>;
  };
}

/**
 * A certificate of the cluster's authority and its key, both in one PEM text. It names every node, since a job may run on any of
 * them, and `<service>.<domain>`.
 */
interface CertificateSecret {
  readonly certificateFor: string;
}

/** A secret that is derived from others. It is computed in every run and has to return `current` if nothing changes. */
export interface DerivedSecret {
  /** Where it is a key file: the job it is of, and the secret that is its owner's key. */
  readonly keysOf?: { readonly job: string; readonly owner: string };
  /** Each node has one of its own. */
  readonly eachNode?: true;
  readonly derive: (given: DerivedFrom) => string;
}

export interface DerivedFrom {
  readonly current: string | undefined;
  readonly secret: (name: string) => string;
  /** The node that it is for, where each has one; empty otherwise. */
  readonly node: string;
  /** The cluster's nodes. */
  readonly nodes: readonly string[];
  /** Every secret that is declared as a key to `job`. */
  readonly callersOf: (job: string) => readonly Caller[];
}

interface Caller {
  readonly id: string;
  readonly key: string;
  readonly rights: Readonly<Record<string, unknown>>;
}

/** A key in the form `sk-…`. */
export const apiKey = (prefix: string) => (): string => `${prefix}${randomBytes(24).toString("base64url")}`;
/** 32 bytes, in base64. */
export const randomKey = (): string => randomBytes(32).toString("base64");
export const uuid = (): string => randomUUID();

export interface KeyFileOptions {
  readonly job: string;
  /** Name of the secret that is the key of whoever runs the cluster. */
  readonly owner: string;
  readonly ownerRights?: Readonly<Record<string, unknown>>;
}

/**
 * The key file of a job: digests of the keys that may call it, the owner's first. New callers are added to the existing file, so
 * that a person's own entries are kept.
 */
export const keyFile = ({ job, owner, ownerRights = {} }: KeyFileOptions): DerivedSecret => ({
  keysOf: { job, owner },
  derive: ({ current, secret, callersOf }) => {
    const own = JSON.stringify({ keys: [{ id: "owner", sha256: digestOf(secret(owner)), ...ownerRights }] });
    return callersOf(job).reduce(
      (file, { id, key, rights }) => withKey(file, { id, sha256: digestOf(key), ...rights }),
      current ?? own,
    );
  },
});

/** Which key files hold the digests of which secrets, and under which id. */
export function kitKeyFiles(
  declared: SecretDeclarations,
): readonly { readonly file: string; readonly secret: string; readonly id: string }[] {
  return Object.entries(declared).flatMap(([file, declaration]) => {
    if (!("keysOf" in declaration)) return [];
    const { job, owner } = declaration.keysOf;
    const callers = Object.entries(declared).flatMap(([secret, other]) =>
      "make" in other && other.opens?.job === job ? [{ file, secret, id: other.opens.as }] : [],
    );
    return [{ file, secret: owner, id: "owner" }, ...callers];
  });
}

const digestOf = (key: string): string => createHash("sha256").update(key).digest("hex");

function withKey(file: string, key: { readonly id: string } & Readonly<Record<string, unknown>>): string {
  const content = JSON.parse(file) as { readonly keys: readonly { readonly id: string }[] };
  if (content.keys.some(({ id }) => id === key.id)) return file;
  return JSON.stringify({ ...content, keys: [...content.keys, key] });
}

/** Names of the secrets that a declaration stands for. */
export const secretNamesOf = (
  name: string,
  declaration: SecretDeclaration,
  nodes: readonly string[],
): readonly string[] => ("eachNode" in declaration ? nodes.map((node) => `${name}.${node}`) : [name]);

/** The value of every declared secret: existing ones, and new ones for what is missing. Derived ones come last. */
export function completeDeclared(
  declared: SecretDeclarations,
  present: Readonly<Record<string, string>>,
  nodes: readonly string[] = [],
): Readonly<Record<string, string>> {
  const secrets: Record<string, string> = { ...present };
  const secret = (name: string): string => {
    const value = secrets[name];
    if (value === undefined) throw new TypeError(`a secret is derived from ${name}, which is not declared`);
    return value;
  };
  const callersOf = (job: string): readonly Caller[] =>
    Object.entries(declared).flatMap(([name, declaration]) => {
      if (!("make" in declaration) || declaration.opens?.job !== job) return [];
      const { as: id, rights = {} } = declaration.opens;
      if (declaration.eachNode)
        return nodes.map((node) => ({ id: `${id}-${node}`, key: secret(`${name}.${node}`), rights }));
      return [{ id, key: secret(name), rights }];
    });
  for (const [name, declaration] of Object.entries(declared)) {
    if (!("make" in declaration)) continue;
    for (const each of secretNamesOf(name, declaration, nodes)) secrets[each] ??= declaration.make();
  }
  for (const [name, declaration] of Object.entries(declared)) {
    if ("derive" in declaration) {
      const places = declaration.eachNode ? nodes : [""];
      for (const node of places) {
        const each = node === "" ? name : `${name}.${node}`;
        secrets[each] = declaration.derive({ current: secrets[each], secret, callersOf, node, nodes });
      }
    }
  }
  return secrets;
}
