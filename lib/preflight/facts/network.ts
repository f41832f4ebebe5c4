import { isShared } from "./address.ts";
import { failure, ok, warning, type FactCheck } from "./fact-check.ts";

/** What a packet of the overlay takes with all that WireGuard adds, over IPv6. */
const wholePacket = 1360;

/** What the machine's networks are, and what is in the overlay's way. */
export const networkChecks: readonly FactCheck[] = [
  {
    name: "tailnet",
    about: "no other tailnet that the machine would leave",
    judge: ({ tailnet }, { tailnet: wanted }) => {
      if (tailnet === undefined) return ok("in no tailnet yet");
      const other = tailnet.controlUrl.replace(/\/$/, "") !== wanted.controlUrl.replace(/\/$/, "");
      const renamed = wanted.name !== undefined && tailnet.name !== undefined && tailnet.name !== wanted.name;
      if (!other && !renamed) return ok("already in this cluster's");
      return failure(
        `in the tailnet ${renamed && !other ? (tailnet.name ?? "") : `of ${tailnet.controlUrl}`}, which it would leave with its routes`,
        "A machine is in one tailnet at a time. Take it out of the inventory; or, to take it over, waive the check `tailnet` for it with a reason.",
      );
    },
  },
  {
    name: "overlay-range",
    about: "no other network in 100.64.0.0/10",
    judge: ({ links, defaultRoutes }, { address = "" }) => {
      const others = links.filter(({ name, addresses }) => name !== "tailscale0" && addresses.some(isShared));
      const hint =
        "The overlay takes its addresses from 100.64.0.0/10 and drops such packets on other links. Use another network between machine and router; some mobile and satellite routers can hand out other addresses.";
      if (isShared(address)) return failure(`its address ${address} is in 100.64.0.0/10`, hint);
      const way = others.find(({ name }) => defaultRoutes.includes(name));
      if (way !== undefined) {
        return failure(
          `the default route leaves by ${way.name}, which has ${way.addresses.find(isShared) ?? ""}`,
          hint,
        );
      }
      if (others.length > 0)
        return warning(`${others.map(({ name }) => name).join(", ")} has an address in 100.64.0.0/10`, hint);
      return ok("none");
    },
  },
  {
    name: "packet-size",
    about: "packets of the overlay's size reach the other nodes whole",
    judge: ({ links, defaultRoutes, peers }) => {
      const hint = `The overlay needs ${wholePacket} bytes. Look for a tunnel or a virtual network with a smaller MTU on the way, and raise it.`;
      const narrow = links.find(({ name, mtu }) => defaultRoutes.includes(name) && mtu < wholePacket);
      if (narrow !== undefined) return warning(`${narrow.name} takes ${narrow.mtu} bytes at most`, hint);
      const cut = peers.filter(({ largePackets, lossPercent }) => !largePackets && lossPercent < 50);
      if (cut.length > 0) return warning(`not to ${cut.map(({ node }) => node).join(", ")}`, hint);
      return ok(peers.length === 0 ? "no other node was asked" : `to ${peers.map(({ node }) => node).join(", ")}`);
    },
  },
  {
    name: "packet-loss",
    about: "packets between nodes are not lost",
    judge: ({ peers }) => {
      const lossy = peers.filter(({ lossPercent }) => lossPercent > 0);
      if (lossy.length > 0) {
        return warning(
          lossy
            .map(({ node, lossPercent }) =>
              lossPercent === 100 ? `no answer from ${node}` : `${lossPercent} % to ${node}`,
            )
            .join(", "),
          "Servers need a network that loses nothing. Look at cable, switch and Wi-Fi; no answer at all may be a firewall that drops pings, or another network.",
        );
      }
      const slowest = Math.max(0, ...peers.map(({ roundTripMs = 0 }) => roundTripMs));
      return ok(peers.length === 0 ? "no other node was asked" : `none, ${slowest.toFixed(1)} ms at most`);
    },
  },
  {
    name: "name-servers",
    about: "a name server that stays when the machine joins the overlay",
    judge: ({ nameServers }) => {
      if (nameServers.length === 0) {
        return warning("none in /etc/resolv.conf", "Give the machine a name server: it has to find Debian's mirrors.");
      }
      if (nameServers.every((server) => server === "100.100.100.100")) {
        return warning(
          "only another tailnet's, 100.100.100.100",
          "It is gone when the machine leaves that tailnet: run `tailscale set --accept-dns=false` there first.",
        );
      }
      return ok(nameServers.join(", "));
    },
  },
];
