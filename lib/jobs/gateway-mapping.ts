import type { z } from "zod";
import type { mappingFileSchema } from "@hearth/contracts/gateway/mapping-file.ts";
import type { Cluster } from "../config/derive/cluster.ts";
import { fallbackExperts } from "./stand-ins.ts";

/**
 * The gateway's mapping file: what the inventory says or, by default, smaller experts as fallbacks for larger ones, and code to models
 * for it. Pure.
 */
export function gatewayMapping({
  gateway,
  experts,
}: Pick<Cluster, "gateway" | "experts">): z.input<typeof mappingFileSchema> {
  const inferred = fallbackExperts(experts);
  const { aliases, rules, fallbacks, classifier, semantic = true, default: written = [] } = gateway?.routing ?? {};
  // The routes of another classifier are its own.
  const routes = gateway?.routing?.routes ?? (classifier === undefined ? inferred.routes : undefined);
  return {
    aliases,
    rules,
    routes: semantic ? listed(routes) : undefined,
    default: written.length > 0 ? written : [...inferred.default],
    fallbacks: listed({ ...inferred.fallbacks, ...fallbacks }),
  };
}

const listed = (
  chains: Readonly<Record<string, readonly string[]>> | undefined,
): Record<string, string[]> | undefined =>
  chains && Object.fromEntries(Object.entries(chains).map(([name, chain]) => [name, [...chain]]));
