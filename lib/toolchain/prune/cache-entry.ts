/** Something in the cache that can be recreated: an installed tool, or a packed file of the depot. */
export interface CacheEntry {
  readonly kind: "tool" | "pack";
  /** The name that its versions share: `consul`, `gateway`. */
  readonly name: string;
  /** For a person: `consul-1.22.5-linux-x64`. */
  readonly label: string;
  /** Its folder or file. */
  readonly path: string;
  readonly sizeBytes: number;
  /** When a run last needed it, in ms since 1970. */
  readonly usedMs: number;
  /** Only for a pack: the name under which stacks' depots list it. */
  readonly sha256?: string;
}

/** The tool's manifest or the pack's record, which each run that needs it touches. */
export const stampOf = ({ kind, path }: Pick<CacheEntry, "kind" | "path">): string =>
  kind === "tool" ? `${path}/.hearth-manifest.json` : `${path}.json`;
