import type { z } from "zod";
import type { mappingFileSchema } from "@hearth/contracts/gateway/mapping-file.ts";
import type { Cluster } from "../config/derive/cluster.ts";
import { fallbackExperts } from "./stand-ins.ts";

/** The gateway's mapping file: what the inventory says or, by default, smaller experts as fallbacks for larger ones. Pure. */
export function gatewayMapping({
  gateway,
  experts,
}: Pick<Cluster, "gateway" | "experts">): z.input<typeof mappingFileSchema> {
  const inferred = fallbackExperts(experts);
  const { aliases, rules, routes, fallbacks, semantic = true, default: written = [] } = gateway?.routing ?? {};
  return {
    aliases,
    rules,
    routes: semantic ? routes : undefined,
    default: written.length > 0 ? written : [...inferred.default],
    fallbacks: Object.fromEntries(
      Object.entries({ ...inferred.fallbacks, ...fallbacks }).map(([name, chain]) => [name, [...chain]]),
    ),
  };
}
