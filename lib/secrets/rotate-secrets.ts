import { createHash } from "node:crypto";
import type { StackSecrets } from "./stack-secrets.ts";
import { kitKeyFiles, secretNamesOf, type SecretDeclarations } from "./declared-secrets.ts";

/** A secret in its former value, which is accepted beside the present one until a moment. */
interface Former {
  /** What is still accepted: the SHA-256 of a key, or a certificate. */
  readonly value: string;
  /** ISO 8601. */
  readonly until: string;
}

export interface RotateOptions {
  readonly declared: SecretDeclarations;
  readonly nodes: readonly string[];
  /** How long the former values stay valid beside the new ones; 0 ends them with the next `up`. */
  readonly overlapMs: number;
  readonly now?: number;
}

/** The cluster's authority, under which all machines' certificates are made. */
export const authorityName = "ca";

/** Data at rest are encrypted with these: another value would make them unreadable. */
const keptForData = ["memory.seal", "memory.encryption"];
/** The agents themselves give these out. */
export const managementNames = ["consul.management", "nomad.management"];

/** Names that can be rotated, sorted: the authority, each machine's certificate, and every secret that Hearth makes. */
export function rotatableNames({ declared, nodes }: Pick<RotateOptions, "declared" | "nodes">): readonly string[] {
  const made = Object.entries(declared).flatMap(([name, declaration]) =>
    "make" in declaration && !declaration.keptForData ? secretNamesOf(name, declaration, nodes) : [],
  );
  return [authorityName, ...nodes.map((node) => `tls.${node}`), ...made]
    .filter((name) => !keptForData.includes(name))
    .sort();
}

/**
 * The stack's secrets with new values in place of these. What follows from them is made by `completeSecrets`. Management tokens are
 * left out: lib/stack/rotate-management.ts gets new ones from the agents.
 */
export function rotateSecrets(secrets: StackSecrets, names: readonly string[], options: RotateOptions): StackSecrets {
  const { declared, nodes, overlapMs, now = Date.now() } = options;
  const next: Record<string, string> = { ...secrets };
  const drop = (name: string): boolean => Reflect.deleteProperty(next, name);
  const former = (value: string): string =>
    JSON.stringify({ value, until: new Date(now + overlapMs).toISOString() } satisfies Former);
  const makers = new Map(
    Object.entries(declared).flatMap(([name, declaration]) =>
      "make" in declaration
        ? secretNamesOf(name, declaration, nodes).map((each) => [each, declaration.make] as const)
        : [],
    ),
  );
  const files = kitKeyFiles(declared);
  for (const name of names) {
    if (managementNames.includes(name)) continue;
    if (name === authorityName) {
      const { "ca.certificate": certificate } = secrets;
      if (overlapMs > 0 && certificate !== undefined) next["former.ca"] = former(certificate);
      else drop("former.ca");
      const ofServices = Object.keys(declared).filter((each) => "certificateFor" in (declared[each] ?? {}));
      for (const part of ["ca.certificate", "ca.key", ...nodes.flatMap(leafParts), ...ofServices]) drop(part);
      continue;
    }
    if (name.startsWith("tls.")) {
      for (const part of leafParts(name.slice("tls.".length))) drop(part);
      continue;
    }
    const make = makers.get(name);
    if (make === undefined) throw new TypeError(`${name} is no secret that Hearth makes`);
    const present = secrets[name];
    next[name] = make();
    for (const { file, id } of files.filter(({ secret }) => secret === name)) {
      const content = next[file];
      if (content === undefined) continue;
      next[file] = withDigest(content, { id, sha256: digestOf(next[name]) });
      if (overlapMs > 0 && present !== undefined) {
        next[file] = withFormer(next[file], id, digestOf(present));
        next[`former.${file}.${id}`] = former(digestOf(present));
      } else drop(`former.${file}.${id}`);
    }
  }
  return next;
}

const leafParts = (node: string): readonly string[] => [`tls.${node}.certificate`, `tls.${node}.key`];

/** Ends former values whose time is over. */
export function endFormer(secrets: StackSecrets, now = Date.now()): StackSecrets {
  const next: Record<string, string> = { ...secrets };
  for (const [name, text] of Object.entries(secrets)) {
    if (!name.startsWith("former.")) continue;
    const { value, until } = JSON.parse(text) as Former;
    if (Date.parse(until) > now) continue;
    Reflect.deleteProperty(next, name);
    const file = Object.keys(secrets).find((key) => name.startsWith(`former.${key}.`));
    if (file !== undefined) next[file] = without(next[file] ?? "", value);
  }
  return next;
}

/** All authorities that are trusted, in one text: the present one first. */
export function trustedAuthorities(secrets: StackSecrets): string {
  const { "ca.certificate": present = "", "former.ca": former } = secrets;
  return former === undefined ? present : `${present.trimEnd()}\n${(JSON.parse(former) as Former).value}`;
}

interface Entry {
  readonly id: string;
  readonly sha256: string;
}
interface KeyFileContent {
  readonly keys: readonly Entry[];
}

const digestOf = (key: string): string => createHash("sha256").update(key).digest("hex");

/** One entry of the id, with another digest. */
function withDigest(text: string, { id, sha256 }: Entry): string {
  const content = JSON.parse(text) as KeyFileContent;
  const first = content.keys.find((entry) => entry.id === id);
  const keys = content.keys.flatMap((entry) =>
    entry.id !== id ? [entry] : entry === first ? [{ ...entry, sha256 }] : [],
  );
  return JSON.stringify({ ...content, keys });
}

/** The key's holder may use the former key too: a second entry with the same rights. */
function withFormer(text: string, id: string, sha256: string): string {
  const content = JSON.parse(text) as KeyFileContent;
  const keys = content.keys.flatMap((entry) => (entry.id === id ? [entry, { ...entry, sha256 }] : [entry]));
  return JSON.stringify({ ...content, keys });
}

function without(text: string, sha256: string): string {
  const content = JSON.parse(text) as KeyFileContent;
  return JSON.stringify({ ...content, keys: content.keys.filter((entry) => entry.sha256 !== sha256) });
}
