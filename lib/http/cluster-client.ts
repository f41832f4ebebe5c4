/** One request to Nomad's or Consul's HTTP API. */
export interface ClusterRequest {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** Begins with `/v1/`; its parts are already percent-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: unknown;
}

export interface ClusterResponse {
  readonly status: number;
  /** The parsed body; its text if the answer is not JSON. */
  readonly json: unknown;
}

/**
 * How Nomad and Consul are reached: over SSH from the controller, directly in contract tests, recorded in unit tests. Any status
 * is an answer; throws NODE_UNREACHABLE if there is none.
 */
export type ClusterClient = (request: ClusterRequest) => Promise<ClusterResponse>;
