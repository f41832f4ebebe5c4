/** A stack's secrets by name; the names are what `secretRef` takes. */
export type StackSecrets = Readonly<Record<string, string>>;
