/** What `end-state.sh` said of all nodes. */
export interface EndState {
  /** How many facts were asked for, and all held. */
  readonly facts: number;
  /** `n1 /etc/hearth/consul.hcl` → SHA-256 of the file without comments. */
  readonly digests: Readonly<Record<string, string>>;
}

/** Reads the script's lines. Throws with every fact that does not hold, and for a node that said nothing. */
export function readEndState(outputs: readonly { readonly node: string; readonly stdout: string }[]): EndState {
  const digests: Record<string, string> = {};
  const failed: string[] = [];
  let facts = 0;
  for (const { node, stdout } of outputs) {
    const before = facts;
    for (const line of stdout.split("\n")) {
      const [word, ...rest] = line.split(" ");
      if (word === "pass") facts += 1;
      else if (word === "fail") failed.push(`${node}: ${rest.join(" ")}`);
      else if (word === "digest") digests[`${node} ${rest[0] ?? ""}`] = rest[1] ?? "";
    }
    if (facts === before) failed.push(`${node}: no fact holds`);
  }
  if (failed.length > 0) throw new Error(`the end state is not reached:\n${failed.join("\n")}`);
  return { facts, digests };
}

/** Files that the two sides have not written alike; empty when the end states are the same. */
export function differences(one: EndState, other: EndState): readonly string[] {
  const files = new Set([...Object.keys(one.digests), ...Object.keys(other.digests)]);
  return [...files].filter((file) => one.digests[file] !== other.digests[file]).sort();
}
