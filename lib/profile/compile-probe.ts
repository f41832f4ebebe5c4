import { readFileSync } from "node:fs";
import { join } from "node:path";

const probe = readFileSync(join(import.meta.dirname, "probe.sh"), "utf8")
  .split("\n")
  .filter((line) => !/^\s*(#.*)?$/.test(line))
  .join("\n");

/** Another node, and the address under which this one reaches it. */
export interface Peer {
  readonly name: string;
  readonly address: string;
}

/**
 * The probe as one script for `sh -s`, with pings to these peers. It is a function that runs without stdin, so that no program in it
 * reads the rest of the script.
 */
export function compileProbe(peers: readonly Peer[]): string {
  const words = peers.map(({ name, address }) => `${name}=${address}`).filter((word) => /^[\w.:=-]+$/.test(word));
  return `probe() {\npeers='${words.join(" ")}'\n${probe}\n}\nprobe </dev/null\n`;
}
