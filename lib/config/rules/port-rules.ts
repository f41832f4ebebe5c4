import { portsOf } from "../derive/default-ports.ts";
import { expertSlots } from "../derive/expert-slots.ts";
import type { Complaint, Path } from "../read/finding.ts";
import { layersOf, settingOf } from "../derive/layers.ts";
import { valueAt } from "../read/value-at.ts";
import type { Rules } from "./rule.ts";

const ranges: readonly string[] = ["experts", "rpc"];

/** What has to be true of ports: every service runs on whichever node Nomad chooses, so all of them must differ. */
export const portRules: Rules = {
  *"port-clash"({ inventory: { cluster } }) {
    const written = cluster?.ports;
    if (written === undefined) return;
    const services = spansOf(portsOf(written), []);
    for (const [index, service] of services.entries()) {
      for (const other of services.slice(0, index)) {
        if (service.first > other.last || other.first > service.last) continue;
        yield clash(service, other, written);
      }
    }
  },

  *"ssh-port-clash"({ inventory }) {
    const { nodes = [], cluster } = inventory;
    const services = spansOf(portsOf(cluster?.ports), []).filter(({ path }) => path[0] !== "ssh");
    for (const index of nodes.keys()) {
      const port = settingOf(layersOf(inventory, index), "ssh", "port");
      const owner = services.find(({ first, last }) => port !== undefined && port.value >= first && port.value <= last);
      if (port === undefined || owner === undefined) continue;
      const what = `${port.value} is a port of ${owner.path.join(".")}`;
      yield { path: port.path, what, hint: "let SSH listen elsewhere, or change `cluster.ports`" };
    }
  },

  *"port-range-too-high"({ inventory: { cluster } }) {
    for (const name of ["experts", "rpc"] as const) {
      const first = cluster?.ports?.[name];
      if (first === undefined || first + expertSlots - 1 <= 65_535) continue;
      const what = `the ${expertSlots} ports from ${first} end beyond 65535`;
      yield { path: ["cluster", "ports", name], what, hint: `use at most ${65_535 - expertSlots + 1}` };
    }
  },
};

interface Span {
  readonly path: readonly string[];
  readonly first: number;
  readonly last: number;
}

/** Every port with the way to its key; the two ranges as ranges. */
function spansOf(ports: object, path: readonly string[]): readonly Span[] {
  return Object.entries(ports).flatMap(([key, value]: [string, unknown]) => {
    const here = [...path, key];
    if (typeof value === "object" && value !== null) return spansOf(value, here);
    const first = Number(value);
    return [{ path: here, first, last: path.length === 0 && ranges.includes(key) ? first + expertSlots - 1 : first }];
  });
}

/** Points at the one that was written down: a default is nobody's mistake. */
function clash(a: Span, b: Span, written: object): Complaint {
  const [culprit, other] = valueAt(written, a.path) === undefined ? [b, a] : [a, b];
  const path: Path = ["cluster", "ports", ...culprit.path];
  const where = other.first === other.last ? "also has this port" : `has the ports ${other.first} to ${other.last}`;
  return { path, what: `${other.path.join(".")} ${where}`, hint: "give one of the two another port" };
}
