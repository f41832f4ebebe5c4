import type { Draft } from "./draft.ts";

/** A port as its owner declares it: a role, a job, or `sharedPorts`. Its key in `cluster.ports` of the inventory is its name. */
export interface PortDeclaration {
  readonly default: number;
  /** What listens there; part of the inventory's schema. */
  readonly about: string;
  /** How many ports the owner takes from this one on; 1 where it is left out. */
  readonly count?: number;
}

/** Declared ports by name; ports that belong together may stand in a group. */
export interface PortTree {
  readonly [name: string]: PortDeclaration | PortTree;
}

/** The numbers of a tree of ports. */
export interface PortNumbers {
  readonly [name: string]: number | PortNumbers;
}

/** The numbers of the very tree that is declared, with its names. */
export type NumbersOf<Tree> = {
  readonly [Name in keyof Tree]: Tree[Name] extends PortDeclaration ? number : NumbersOf<Tree[Name]>;
};

/** How many ports the ranges for heads and for RPC workers have each. */
export const expertSlots = 1_000;

/**
 * Ports that Hearth's own code uses, and not only the role or job that listens there. The ranges of `experts` and `rpc` stay clear
 * of Nomad's dynamic ports (20000 to 32000) and of Linux' own (from 32768), where another program could take a port just when a job
 * needs it.
 */
export const sharedPorts = {
  ssh: { default: 22, about: "SSH server of every machine, unless `ssh.port` sets another one." },
  depot: { default: 8090, about: "The depot, which serves programs and models to the machines." },
  consul: {
    https: { default: 8501, about: "Consul's HTTPS API." },
    grpcTls: { default: 8503, about: "Consul's gRPC over TLS." },
    server: { default: 8300, about: "Traffic between Consul's servers and clients." },
    serf: { default: 8301, about: "Consul's gossip." },
    dns: { default: 8600, about: "Consul's DNS." },
  },
  nomad: {
    http: { default: 4646, about: "Nomad's API." },
    rpc: { default: 4647, about: "Traffic between Nomad's servers and clients." },
    serf: { default: 4648, about: "Nomad's gossip." },
  },
  experts: {
    default: 17_000,
    count: expertSlots,
    about: "First of a thousand ports for experts; an expert's place in the range follows from its name.",
  },
  rpc: {
    default: 18_000,
    count: expertSlots,
    about: "First of a thousand ports for the workers of experts.",
  },
} as const satisfies PortTree;

/** The ports of a cluster: the shared ones by their names, and whatever roles and jobs declare. */
export interface Ports extends NumbersOf<typeof sharedPorts> {
  readonly [name: string]: number | PortNumbers;
}

/** `cluster.ports` as the inventory has it. */
export type WrittenPorts = Draft<Ports>;

export const isPort = (value: PortDeclaration | PortTree): value is PortDeclaration =>
  typeof value.default === "number";

/** The numbers that a cluster gives to the ports of a role or job. */
export function numbersOf<const Tree extends PortTree>(tree: Tree, ports: PortNumbers): NumbersOf<Tree> {
  const numbers = Object.entries(tree).map(([name, value]): readonly [string, unknown] => {
    const number = ports[name];
    if (number === undefined) throw new TypeError(`the cluster has no port ${name}: was its owner loaded?`);
    return [name, isPort(value) || typeof number === "number" ? number : numbersOf(value, number)];
  });
  return Object.fromEntries(numbers) as NumbersOf<Tree>;
}

/** The number of a port that stands in no group, for code that knows its name and not its owner's declaration. */
export function portNumber(ports: PortNumbers, name: string): number {
  const number = ports[name];
  if (typeof number !== "number") throw new TypeError(`the cluster has no port ${name}: was its owner loaded?`);
  return number;
}

export interface DeclaredPort {
  /** The way to it below `cluster.ports`. */
  readonly path: readonly string[];
  readonly port: PortDeclaration;
}

/** Every port of a tree. */
export const portsIn = (tree: PortTree, path: readonly string[] = []): readonly DeclaredPort[] =>
  Object.entries(tree).flatMap(([name, value]) =>
    isPort(value) ? [{ path: [...path, name], port: value }] : portsIn(value, [...path, name]),
  );
