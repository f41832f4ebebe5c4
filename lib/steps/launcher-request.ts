import type { Platform } from "../toolchain/names/tool.ts";

/**
 * What a unit's script requests from `lib/launcher/hearth-unit`, which sends the script to the node. Each request is a comment
 * above the script, `# KIND: WORDS`, or `# KIND` without words. The launcher has the same list of kinds, and a test compares the
 * two.
 */
export type LauncherRequest =
  /** Copy a program, such as `consul-1.22.5`, to the node's inbox; for another architecture than ours, with its platform. */
  | { readonly kind: "artifact"; readonly words: readonly [program: string, platform?: Platform] }
  /** Copy a file of the depot to the path named by its hash. */
  | { readonly kind: "depot"; readonly words: readonly [sha256: string, file: string] }
  /** Get a key with which the node joins the overlay, if it has not joined: from the machine that runs Headscale, or from Tailscale. */
  | {
      readonly kind: "join";
      readonly words:
        readonly [control: "headscale", machine: string] | readonly [control: "tailscale", tailnet: string];
    }
  /** Copy the backup of Headscale's data to a node where Headscale has none. Undo deletes the backup. */
  | { readonly kind: "put-back"; readonly words: readonly [program: "headscale"] }
  /** Back up Headscale's data from the node. */
  | { readonly kind: "keep"; readonly words: readonly [program: "headscale"] }
  /** Confirm the change over a fresh connection. */
  | { readonly kind: "guarded"; readonly words: readonly [] }
  /** Do not store the script: it holds secrets. */
  | { readonly kind: "secret"; readonly words: readonly [] };

/** Every kind, in the launcher's order. */
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
