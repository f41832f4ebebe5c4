/** Something in the cache that can be made again: an installed tool, or a packed file of the depot. */
export interface CacheEntry {
  readonly kind: "tool" | "pack";
  /** What there are versions of: `consul`, `gateway`. */
  readonly name: string;
  /** For a person: `consul-1.22.5-linux-x64`. */
  readonly label: string;
  /** A folder of its own, or a file. */
  readonly path: string;
  readonly sizeBytes: number;
  /** When a run last asked for it, in ms since 1970. */
  readonly usedMs: number;
  /** Of a pack: what the depots of stacks list it by. */
  readonly sha256?: string;
}

/** A tool's is its manifest, a pack's its record: touched by each run that asks for it. */
export const stampOf = ({ kind, path }: Pick<CacheEntry, "kind" | "path">): string =>
  kind === "tool" ? `${path}/.hearth-manifest.json` : `${path}.json`;
