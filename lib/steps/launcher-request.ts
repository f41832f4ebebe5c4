/**
 * What a unit's script asks of `lib/launcher/hearth-unit`, which carries it to the node. Each request is a comment above the script,
 * `# KIND: WORDS`, or `# KIND` without words. The launcher has the same list of kinds, and a test compares the two.
 */
export type LauncherRequest =
  /** Bring a program, `consul-1.22.5`, into the node's inbox. */
  | { readonly kind: "artifact"; readonly words: readonly [program: string] }
  /** Bring a file of the depot to the place of its hash. */
  | { readonly kind: "depot"; readonly words: readonly [sha256: string, file: string] }
  /** Bring a key with which the node joins the overlay, if it has not joined: by the machine that runs Headscale, or by Tailscale. */
  | {
      readonly kind: "join";
      readonly words:
        readonly [control: "headscale", machine: string] | readonly [control: "tailscale", tailnet: string];
    }
  /** Bring the copy of what Headscale knew to a node where it knows nothing. On undo the copy goes. */
  | { readonly kind: "put-back"; readonly words: readonly [program: "headscale"] }
  /** Keep a copy of what Headscale on the node knows. */
  | { readonly kind: "keep"; readonly words: readonly [program: "headscale"] }
  /** Confirm the change over a fresh connection. */
  | { readonly kind: "guarded"; readonly words: readonly [] }
  /** Keep the script nowhere: it holds secrets. */
  | { readonly kind: "secret"; readonly words: readonly [] };

/** Every kind that there is, in the launcher's order. */
export const requestKinds = Object.keys({
  artifact: true,
  depot: true,
  join: true,
  "put-back": true,
  keep: true,
  guarded: true,
  secret: true,
} satisfies Record<LauncherRequest["kind"], true>);

export const requestLine = ({ kind, words }: LauncherRequest): string =>
  words.length === 0 ? `# ${kind}` : `# ${kind}: ${words.join(" ")}`;
