import type { Waiver } from "../config/derive/cluster.ts";
import type { NodeReport } from "./report.ts";

export interface Waived {
  readonly nodes: readonly NodeReport[];
  /** Waivers that no finding needed. */
  readonly idle: readonly Waiver[];
}

/** Findings that the inventory accepts, each with the reason. Whether a machine answers at all cannot be waived. */
export function waive(nodes: readonly NodeReport[], waivers: readonly Waiver[]): Waived {
  const used = new Set<Waiver>();
  const judged = nodes.map(({ node, checks }) => ({
    node,
    checks: checks.map((result) => {
      if (result.state === "ok" || result.check === "ssh") return result;
      const waiver = waivers.find(({ check, node: only }) => check === result.check && (only ?? node) === node);
      if (waiver === undefined) return result;
      used.add(waiver);
      return { check: result.check, state: "waived" as const, detail: result.detail, reason: waiver.reason };
    }),
  }));
  return { nodes: judged, idle: waivers.filter((waiver) => !used.has(waiver)) };
}
