/**
 * A service that listens, declared once by the role or job that brings it. The node's firewall rule, the Nomad port, the Consul
 * service and Prometheus' scrape target are derived from it; what is not declared is dropped.
 */
export interface Endpoint {
  /** A DNS label: the Consul service's name. */
  readonly name: string;
  readonly port: number;
  readonly protocol: "tcp" | "udp";
  /** `underlay` answers on every interface; `overlay` only to machines of the tailnet. */
  readonly reach: "underlay" | "overlay";
  /** Names of the only nodes that may connect; absent means every node of the overlay. */
  readonly from?: readonly string[];
  /** Path of Prometheus metrics, where there are some. */
  readonly metrics?: string;
}
