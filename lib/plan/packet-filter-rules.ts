import type { AccountEgress, Endpoint } from "./endpoint.ts";

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

/** The program learns at once that it may not, instead of waiting. */
const refuse = "counter reject with icmpx type admin-prohibited";

/**
 * What is for some accounts only is refused to all others, wherever it runs: on this machine or over the overlay. Accounts are
 * told apart on the machine that calls, since a packet does not say whose it is.
 */
export function callerRules(endpoints: readonly Endpoint[], users: readonly string[]): readonly string[] {
  const rules = endpoints.flatMap(({ name, port, protocol, callers }) => {
    const known = callers?.filter((user) => user === "root" || users.includes(user)) ?? [];
    if (known.length === 0) return [];
    return `oifname { "lo", "${overlayInterface}" } ${protocol} dport ${port} meta skuid != ${setOf(known)} ${refuse} comment "${name}"`;
  });
  return [...new Set(rules)];
}

/** What the accounts of jobs may connect to on other machines, an account's ports in one rule. */
export function egressRules(accounts: readonly AccountEgress[], endpoints: readonly Endpoint[]): readonly string[] {
  const users = [...new Set(accounts.map(({ user }) => user))].sort();
  return users.flatMap((user): readonly string[] => {
    const own = accounts.filter((account) => account.user === user).map(({ egress }) => egress);
    if (own.includes("anywhere")) return [];
    const refused = `meta skuid "${user}" ${refuse} comment "${user}"`;
    const onOverlay = `meta skuid "${user}" oifname "${overlayInterface}"`;
    if (own.includes("overlay")) return [`${onOverlay} accept comment "${user}"`, refused];
    const wanted = own.flatMap((egress) => (typeof egress === "string" ? [] : egress));
    const isWanted = ({ name, metrics }: Endpoint): boolean =>
      wanted.some((target) => (typeof target === "string" ? target === name : metrics !== undefined));
    const ports = new Set(endpoints.filter(isWanted).map(({ port }) => port));
    const sorted = [...ports].sort((a, b) => a - b);
    const allowed = `${onOverlay} tcp dport { ${sorted.join(", ")} } accept comment "${user}"`;
    return [...(sorted.length === 0 ? [] : [allowed]), refused];
  });
}

const setOf = (names: readonly string[]): string => `{ ${names.map((name) => `"${name}"`).join(", ")} }`;
