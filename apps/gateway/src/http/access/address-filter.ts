import { BlockList, isIPv6 } from "node:net";
import type { AccessConfig } from "@hearth/contracts/gateway/access-config.ts";

/** Whether an address may call. An IPv4-mapped IPv6 address counts as IPv4. */
export function createAddressFilter({
  allow,
  deny,
}: Pick<AccessConfig, "allow" | "deny">): (address: string) => boolean {
  if (allow.length === 0 && deny.length === 0) return () => true;
  const [allowed, denied] = [toList(allow), toList(deny)];
  return (address) => {
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    return !denied.check(address, family) && (allow.length === 0 || allowed.check(address, family));
  };
}

function toList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits] = network.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
