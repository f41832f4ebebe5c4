import { portsOf } from "../derive/ports.ts";
import { portsIn, type PortTree, type WrittenPorts } from "../shape/ports.ts";
import type { Complaint, Path } from "../read/finding.ts";
import { layersOf, settingOf } from "../derive/layers.ts";
import { valueAt } from "../read/value-at.ts";
import type { Rules } from "./rule.ts";

/** Rules for ports: Nomad may place any service on any node, so all ports must differ. */
export const portRules: Rules = {
  *"port-clash"({ inventory: { cluster }, declared }) {
    const written = cluster?.ports;
    if (written === undefined) return;
    const services = spansOf(written, declared.ports);
    for (const [index, service] of services.entries()) {
      for (const other of services.slice(0, index)) {
        if (service.first > other.last || other.first > service.last) continue;
        yield clash(service, other, written);
      }
    }
  },

  *"ssh-port-clash"({ inventory, declared }) {
    const { nodes = [], cluster } = inventory;
    const services = spansOf(cluster?.ports, declared.ports).filter(({ path }) => path[0] !== "ssh");
    for (const index of nodes.keys()) {
      const port = settingOf(layersOf(inventory, index), "ssh", "port");
      const owner = services.find(({ first, last }) => port !== undefined && port.value >= first && port.value <= last);
      if (port === undefined || owner === undefined) continue;
      const what = `${port.value} is a port of ${owner.path.join(".")}`;
      yield { path: port.path, what, hint: "let SSH listen on another port, or change `cluster.ports`" };
    }
  },

  *"port-range-too-high"({ inventory: { cluster }, declared }) {
    for (const { path, port } of portsIn(declared.ports)) {
      const first = valueAt(cluster?.ports, path);
      const { count = 1 } = port;
      if (count === 1 || typeof first !== "number" || first + count - 1 <= 65_535) continue;
      const what = `the ${count} ports from ${first} end beyond 65535`;
      yield { path: ["cluster", "ports", ...path], what, hint: `use at most ${65_535 - count + 1}` };
    }
  },
};

interface Span {
  readonly path: readonly string[];
  readonly first: number;
  readonly last: number;
}

/** Every port with the way to its key; a range as a range. */
function spansOf(written: WrittenPorts | undefined, declared: PortTree): readonly Span[] {
  const numbers = portsOf(written, declared);
  return portsIn(declared).map(({ path, port: { count = 1 } }) => {
    const first = Number(valueAt(numbers, path));
    return { path, first, last: first + count - 1 };
  });
}

/** Points at the port that the inventory sets, not at a default. */
function clash(a: Span, b: Span, written: object): Complaint {
  const [culprit, other] = valueAt(written, a.path) === undefined ? [b, a] : [a, b];
  const path: Path = ["cluster", "ports", ...culprit.path];
  const where = other.first === other.last ? "also has this port" : `has the ports ${other.first} to ${other.last}`;
  return { path, what: `${other.path.join(".")} ${where}`, hint: "give one of the two another port" };
}
