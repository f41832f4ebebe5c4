export type ExpertKind = "chat" | "embedding";

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
