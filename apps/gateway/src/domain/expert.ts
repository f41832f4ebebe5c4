/** What an expert is for. Hearth starts the first two; the others are services that register themselves in Consul. */
export const expertKinds = ["chat", "embedding", "rerank", "transcription", "speech", "image"] as const;

export type ExpertKind = (typeof expertKinds)[number];

/** One running copy of an expert. */
export interface Instance {
  /** `http://address:port`. */
  readonly origin: string;
}

/** What an expert declares that it can do; what is absent is unknown and assumed possible. */
export interface Capabilities {
  /** Most tokens of prompt and answer together. */
  readonly contextTokens?: number | undefined;
  readonly tools?: boolean | undefined;
  readonly vision?: boolean | undefined;
  readonly audio?: boolean | undefined;
}

/** A named model and its instances that pass their health checks. */
export interface Expert {
  readonly name: string;
  readonly kind: ExpertKind;
  readonly model: string;
  readonly capabilities?: Capabilities;
  /** Empty while none passes: the expert is known but unavailable. */
  readonly instances: readonly Instance[];
}

/** Outside models have this instead of an address; see choose/outside. */
export const outsideScheme = "outside:";

/** Whether an expert is a model of a provider outside the house. */
export const isOutside = ({ instances }: Expert): boolean => instances[0]?.origin.startsWith(outsideScheme) === true;
