/** What an expert is for. The kit starts the first two; the others are services that announce themselves in Consul. */
export const expertKinds = ["chat", "embedding", "rerank", "transcription", "speech", "image"] as const;

export type ExpertKind = (typeof expertKinds)[number];

/** One running copy of an expert. */
export interface Instance {
  /** `http://address:port`. */
  readonly origin: string;
}

/** What an expert says that it can do; what is absent is not known, and taken as possible. */
export interface Capabilities {
  /** Tokens that prompt and answer may have together. */
  readonly contextTokens?: number | undefined;
  readonly tools?: boolean | undefined;
  readonly vision?: boolean | undefined;
  readonly audio?: boolean | undefined;
}

/** A model behind a name, and the copies of it that pass their health checks. */
export interface Expert {
  readonly name: string;
  readonly kind: ExpertKind;
  readonly model: string;
  readonly capabilities?: Capabilities;
  /** Empty while none passes: the expert is known but cannot be asked. */
  readonly instances: readonly Instance[];
}
