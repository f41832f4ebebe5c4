export type ExpertKind = "chat" | "embedding";

/** One running copy of an expert. */
export interface Instance {
  /** `http://address:port`. */
  readonly origin: string;
}

/** A model behind a name, and the copies of it that pass their health checks. */
export interface Expert {
  readonly name: string;
  readonly kind: ExpertKind;
  readonly model: string;
  /** Empty while none passes: the expert is known but cannot be asked. */
  readonly instances: readonly Instance[];
}
