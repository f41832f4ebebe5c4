/**
 * A placeholder for a secret's value. Plans, goldens and messages contain only placeholders; only lib/pulumi inserts the values,
 * and the text is then a Pulumi secret.
 */
export type SecretRef = `«secret:${string}»`;

const pattern = /«secret:([\w.-]+)»/g;

export const secretRef = (name: string): SecretRef => `«secret:${name}»`;

export const holdsSecret = (text: string): boolean => text.search(pattern) !== -1;

/** Names of the secrets in a text, without duplicates, in order. */
export function secretNames(text: string): readonly string[] {
  return [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ""))];
}

/**
 * The text with its secrets inserted. A reference is always inside single quotes, because `quote` puts them around anything that
 * is not a plain word; so a quote in a value is escaped the same way.
 */
export function resolveSecrets(text: string, valueOf: (name: string) => string): string {
  return text.replaceAll(pattern, (_, name: string) => valueOf(name).replaceAll("'", `'\\''`));
}
