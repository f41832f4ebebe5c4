import type { Cluster } from "../config/derive/cluster.ts";
import { numbersOf, portsIn, type PortDeclaration, type PortNumbers } from "../config/shape/ports.ts";
import { valueAt } from "../config/read/value-at.ts";

/**
 * A service that listens, declared once by the role or job that brings it. The node's firewall rule, the Nomad port, the Consul
 * service and Prometheus' scrape target are derived from it; what is not declared is dropped.
 */
export interface Endpoint extends Listening {
  /** A DNS label: the Consul service's name. */
  readonly name: string;
  readonly port: number;
  readonly protocol: "tcp" | "udp";
  /** `underlay` answers on every interface; `overlay` only to machines of the tailnet. */
  readonly reach: "underlay" | "overlay";
  /** Names of the only nodes that may connect; absent means every node of the overlay. */
  readonly from?: readonly string[];
  /** The only accounts whose processes may connect, on every node; absent means any. For what has no authentication of its own. */
  readonly callers?: readonly string[];
}

/** What the processes of a job may connect to, beside their own machine. Everything else is refused to their account. */
export type Egress =
  /** Anything, on any network. */
  | "anywhere"
  /** Any machine of the overlay, and nothing outside it. */
  | "overlay"
  /** Services on the overlay: by their names, or all that have metrics. */
  | readonly (string | { readonly metrics: true })[];

/** What an account may connect to. */
export interface AccountEgress {
  readonly user: string;
  readonly egress: Egress;
}

interface Listening {
  /** Whether it speaks TLS, with a certificate for `NAME.DOMAIN` of the cluster's authority (`certificateFor`). */
  readonly tls?: true;
  /** Path of Prometheus metrics, if there are any. */
  readonly metrics?: string;
  /** How Prometheus scrapes a role's endpoint, if it differs from the defaults. */
  readonly scrape?: Scrape;
}

export interface Scrape {
  /** The label `job` of its series; the endpoint's name by default. */
  readonly as?: string;
  /** `http` by default. */
  readonly scheme?: "https";
  readonly params?: Readonly<Record<string, readonly string[]>>;
  /** Whether it requires the Consul token of Prometheus' task. */
  readonly consulToken?: true;
}

/** A port whose endpoint follows from its declaration. */
export interface ListeningPort extends PortDeclaration, Listening {
  /** The endpoint's name; by default that of the role or job. */
  readonly service?: string;
  /** `tcp` by default. */
  readonly protocol?: "tcp" | "udp";
  /** `overlay` by default. */
  readonly reach?: "underlay" | "overlay";
  /** Names of the only nodes that may connect; every node of the overlay by default. */
  readonly from?: (cluster: Cluster) => readonly string[];
}

export interface ListeningPorts {
  readonly [name: string]: ListeningPort | ListeningPorts;
}

/** The endpoints of a role or job that declares its ports. */
export function endpointsOfPorts(name: string, declared: ListeningPorts, cluster: Cluster): readonly Endpoint[] {
  return listeningPortsIn(declared, cluster.ports).map(({ number, port }): Endpoint => {
    const { service = name, protocol = "tcp", reach = "overlay", metrics, scrape, from, tls } = port;
    return {
      name: service,
      port: number,
      protocol,
      reach,
      ...(from && { from: from(cluster) }),
      ...(metrics !== undefined && { metrics }),
      ...(scrape && { scrape }),
      ...(tls && { tls }),
    };
  });
}

function listeningPortsIn(
  declared: ListeningPorts,
  ports: PortNumbers,
): readonly { readonly number: number; readonly port: ListeningPort }[] {
  const numbers = numbersOf(declared, ports);
  return portsIn(declared).map(({ path, port }) => ({ number: Number(valueAt(numbers, path)), port }));
}
