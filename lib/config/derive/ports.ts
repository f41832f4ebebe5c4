import { isPort, type PortNumbers, type Ports, type PortTree, type WrittenPorts } from "../shape/ports.ts";
import { mergeLayers } from "./layers.ts";

/** Every port of a cluster: the declared defaults, overridden by the inventory's ports. */
export const portsOf = (written: WrittenPorts | undefined, declared: PortTree): Ports =>
  mergeLayers(defaultsOf(declared), written ?? {}) as Ports;

const defaultsOf = (tree: PortTree): PortNumbers =>
  Object.fromEntries(
    Object.entries(tree).map(([name, value]) => [name, isPort(value) ? value.default : defaultsOf(value)]),
  );
