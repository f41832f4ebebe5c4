/** An answer of the Responses API that is kept for a while. */
export interface KeptResponse {
  readonly id: string;
  /** JSON of the request's `input` and `previous_response_id`. */
  readonly asked: Buffer;
  /** JSON of the response. */
  readonly response: Buffer;
  readonly itemIds: readonly string[];
}

/** The kept answers of one caller. Looking one up keeps it for longer. */
export interface KeptResponses {
  keep(response: KeptResponse): void;
  find(id: string): KeptResponse | undefined;
  /** The answer that an item is part of. */
  findByItem(itemId: string): KeptResponse | undefined;
  /** False: there is none. */
  delete(id: string): boolean;
}
