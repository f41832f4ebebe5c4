import type { Listener } from "../../profile/node-profile.ts";
import { isLoopback, isShared } from "./address.ts";
import { ok, warning, type Admitted, type FactCheck, type NodePlan } from "./fact-check.ts";

/** What the firewall will do to what the machine serves today. */
export const trafficChecks: readonly FactCheck[] = [
  {
    name: "listening",
    about: "services of the machine that the firewall will close",
    judge: ({ listening }, { admitted }) => {
      const others = listening.filter((socket) => isOpenToday(socket));
      const fates = others.map((socket) => ({ socket, fate: fateOf(socket, admitted) }));
      const closed = linesOf(fates, "closed");
      const inside = linesOf(fates, "overlay only");
      if (closed.length === 0 && inside.length === 0) return ok("nothing that is open today will be closed");
      const sentences = [
        ...(closed.length === 0 ? [] : [`will be closed: ${closed.join(", ")}`]),
        ...(inside.length === 0 ? [] : [`only for the cluster: ${inside.join(", ")}`]),
      ];
      return warning(
        sentences.join("; "),
        "Keep what you need open with `options.firewall.open` of the node in the inventory; the rest is reached no more from your network.",
      );
    },
  },
  {
    name: "published-ports",
    about: "containers' ports that the firewall will close",
    judge: ({ publishedPorts }, { admitted }) => {
      const closed = publishedPorts
        .filter(({ address }) => !isLoopback(address))
        .filter(({ port, protocol }) => !admits(admitted, port, protocol))
        .map(({ container, port, protocol }) => `${port}/${protocol} (${container})`);
      if (closed.length === 0) return ok("none, or all are kept open");
      return warning(
        `will be closed: ${[...new Set(closed)].join(", ")}`,
        "Keep those that you need open with `options.firewall.open` of the node in the inventory.",
      );
    },
  },
  {
    name: "bridges",
    about: "virtual machines and containers that the firewall will cut off",
    judge: ({ links }, { forward }) => {
      const wired = new Set(
        links.filter(({ kind }) => kind !== "virtual" && kind !== "bridge").map(({ name }) => name),
      );
      // Through a bridge with a port to the house's network, packets do not pass the machine's own network stack.
      const cut = links
        .filter(
          ({ kind, members }) => kind === "bridge" && members.length > 0 && !members.some((name) => wired.has(name)),
        )
        .filter(({ name }) => !forward.some((pattern) => matches(pattern, name)))
        .map(({ name, members }) => `${name} (${members.length === 1 ? "1 port" : `${members.length} ports`})`);
      if (cut.length === 0) return ok("none, or all may go on");
      return warning(
        `no new connections out of ${cut.join(", ")}`,
        "Add them to `options.firewall.forward` of the node in the inventory, if they should still reach other networks.",
      );
    },
  },
];

/** The kernel gives ports from here on to programs that only ask, as a resolver does; those with a process are no services. */
const firstAskingPort = 32_768;

function isOpenToday({ address, port, protocol, process, ours }: Listener): boolean {
  if (ours || isLoopback(address) || isShared(address)) return false;
  // What Docker publishes is looked at by its container; addresses by DHCP are let in always.
  if (process === "docker-proxy" || (protocol === "udp" && (port === 68 || port === 546))) return false;
  return protocol === "tcp" || port < firstAskingPort || process === undefined;
}

type Fate = "stays open" | "overlay only" | "closed";

function fateOf({ port, protocol }: Pick<Listener, "port" | "protocol">, admitted: readonly Admitted[]): Fate {
  if (admits(admitted, port, protocol)) return "stays open";
  return admitted.some((other) => other.port === port && other.protocol === protocol) ? "overlay only" : "closed";
}

const admits = (admitted: NodePlan["admitted"], port: number, protocol: string): boolean =>
  admitted.some((other) => other.port === port && other.protocol === protocol && other.reach === "underlay");

function linesOf(
  fates: readonly { readonly socket: Listener; readonly fate: Fate }[],
  wanted: Fate,
): readonly string[] {
  const lines = fates
    .filter(({ fate }) => fate === wanted)
    .map(({ socket }) => {
      const holder = socket.process ?? socket.service;
      return `${socket.port}/${socket.protocol}${holder === undefined ? "" : ` (${holder})`}`;
    });
  return [...new Set(lines)];
}

const matches = (pattern: string, name: string): boolean =>
  pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
