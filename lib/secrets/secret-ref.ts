/**
 * A secret's name where its value will stand. Plans, goldens and messages hold nothing else; lib/pulumi alone puts the
 * values in, and the text then is secret to Pulumi.
 */
export type SecretRef = `«secret:${string}»`;

const pattern = /«secret:([\w.-]+)»/g;

export const secretRef = (name: string): SecretRef => `«secret:${name}»`;

export const holdsSecret = (text: string): boolean => text.search(pattern) !== -1;

/** Names of the secrets in a text, each once, in order. */
export function secretNames(text: string): readonly string[] {
  return [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ""))];
}

/**
 * The text with its secrets in place. A reference always stands inside single quotes, for `quote` puts them around anything
 * that is not a plain word; so a quote in a value is escaped the same way.
 */
export function resolveSecrets(text: string, valueOf: (name: string) => string): string {
  return text.replaceAll(pattern, (_, name: string) => valueOf(name).replaceAll("'", `'\\''`));
}
