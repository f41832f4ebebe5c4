import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { root } from "../../paths.ts";

/** Every container, network and volume of a lab carries these, so that nothing else is ever touched. */
export const labels = {
  lab: "hearth.lab",
  node: "hearth.node",
  address: "hearth.address",
  hostKey: "hearth.host-key",
  /** The public key that may log in; a node made for another key is replaced. */
  identity: "hearth.identity",
} as const;

/**
 * The name of a checkout's lab, which differs between checkouts and between stacks.
 * @param checkout real path of the checkout
 * @returns `hearth-<8 hex digits>-<stack>`; also the name of the lab's network
 */
export function labName(stack: string, checkout: string = realpathSync(root)): string {
  return `hearth-${createHash("sha256").update(checkout).digest("hex").slice(0, 8)}-${stack}`;
}

export const containerName = (lab: string, node: string): string => `${lab}-${node}`;

/** The volume for the node's own Docker, which cannot store its layers on an overlay file system. */
export const volumeName = (lab: string, node: string): string => `${containerName(lab, node)}-docker`;
