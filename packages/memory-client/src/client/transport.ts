/** One request to the memory service. */
export interface MemoryRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With its query string, percent-encoded: `/v1/memories?limit=5`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Parts of text, for an import. */
  readonly body?: string | AsyncIterable<string>;
}

export interface MemoryResponse {
  readonly status: number;
  readonly retryAfter?: string;
  /** The body as it comes. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** How the service is reached: directly, or through a node over SSH. Any status is an answer; throws where there is none. */
export type MemoryTransport = (request: MemoryRequest) => Promise<MemoryResponse>;
