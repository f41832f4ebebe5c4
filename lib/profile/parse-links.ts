import type { Link } from "./node-profile.ts";
import { wholeNumber, type Sections } from "./probe-sections.ts";

/** An entry of `ip -j address`. */
interface Addresses {
  readonly ifname: string;
  readonly addr_info: readonly { readonly local?: string; readonly prefixlen?: number; readonly scope?: string }[];
}

/** All links but loopback. */
export function parseLinks(of: Sections): Link[] {
  const addresses = new Map(readAddresses(of).map(({ ifname, addr_info: list }) => [ifname, list]));
  return of("links").flatMap((line): Link[] => {
    const [name = "", kind = "", state = "", mtu, speed, members = ""] = line.split("\t");
    if (name === "lo") return [];
    const speedMbps = wholeNumber(speed);
    return [
      {
        name,
        kind: kind === "wired" || kind === "wireless" || kind === "bridge" ? kind : "virtual",
        // A tunnel says `unknown` while it works.
        up: state !== "down" && state !== "lowerlayerdown",
        mtu: wholeNumber(mtu) ?? 0,
        ...(speedMbps !== undefined && speedMbps > 0 && { speedMbps }),
        addresses: (addresses.get(name) ?? []).flatMap(({ local, prefixlen, scope }) =>
          local === undefined || prefixlen === undefined || scope === "link" ? [] : `${local}/${prefixlen}`,
        ),
        members: members.split(" ").filter((member) => member !== ""),
      },
    ];
  });
}

function readAddresses(of: Sections): readonly Addresses[] {
  try {
    return JSON.parse(of("addresses").join("\n")) as readonly Addresses[];
  } catch {
    return [];
  }
}
