import type { NodeProfile } from "../../profile/node-profile.ts";

/** What the cluster means to do with a node, as far as it may collide with what is there. */
export interface NodePlan {
  readonly node: string;
  /** The SSH address; absent if the lab assigns it. */
  readonly address?: string;
  /** What the firewall will let in, with the ports that the inventory keeps open. */
  readonly admitted: readonly Admitted[];
  /** Names of links whose containers and virtual machines may connect out; `*` at the end stands for any ending. */
  readonly forward: readonly string[];
  /** The tailnet that the node will be in. */
  readonly tailnet: { readonly controlUrl: string; readonly name?: string };
  /** Files that the depot's node will hold: their hashes and sizes. Empty on other nodes. */
  readonly stock: readonly { readonly sha256: string; readonly sizeBytes: number }[];
  /** Where data and models live, if on another disk. */
  readonly dataPath?: string;
  /** Models that experts on this node load, in bytes each. */
  readonly models: readonly number[];
}

/** A port that the firewall lets in: everywhere, or from the overlay only. */
export interface Admitted {
  readonly port: number;
  readonly protocol: "tcp" | "udp";
  readonly reach: "underlay" | "overlay";
}

export type Verdict =
  | { readonly state: "ok"; readonly detail: string }
  | { readonly state: "warning" | "error"; readonly detail: string; readonly hint: string };

/** A judgement on a node's facts. Pure. */
export interface FactCheck {
  /** A DNS label, unique among all checks. */
  readonly name: string;
  /** What it looks at, as docs and tables print it. */
  readonly about: string;
  readonly judge: (profile: NodeProfile, plan: NodePlan) => Verdict;
}

export const ok = (detail: string): Verdict => ({ state: "ok", detail });
export const warning = (detail: string, hint: string): Verdict => ({ state: "warning", detail, hint });
export const failure = (detail: string, hint: string): Verdict => ({ state: "error", detail, hint });
