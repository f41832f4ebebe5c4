import type { Endpoint } from "./endpoint.ts";

/** The interface of the overlay, on every machine. */
export const overlayInterface = "tailscale0";

/**
 * The nftables rules that let in what is declared, one for each endpoint. They name peers; nft resolves the names when it loads
 * the rules.
 */
export function packetFilterRules(endpoints: readonly Endpoint[], domain: string): readonly string[] {
  const rules = endpoints.map(({ name, port, protocol, reach, from }) =>
    [
      ...(reach === "overlay" ? [`iifname "${overlayInterface}"`] : []),
      ...(from === undefined ? [] : [`ip saddr { ${from.map((node) => `${node}.${domain}`).join(", ")} }`]),
      `${protocol} dport ${port} accept comment "${name}"`,
    ].join(" "),
  );
  return [...new Set(rules)];
}
