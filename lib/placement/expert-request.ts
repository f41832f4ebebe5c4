import type { KvType, MemoryShape } from "./memory-model.ts";

/** A file of a model that an expert may run. */
export interface PlaceableModel {
  /** Its row in models.yaml. */
  readonly name: string;
  /** Such as `Q4_K_M`; absent if nothing says. */
  readonly quantization?: string;
  readonly shape: MemoryShape;
  /** The longest context that it was trained for, in tokens. */
  readonly maxContext: number;
}

/** An expert for which a place is wanted. */
export interface ExpertRequest {
  readonly name: string;
  readonly kind: "chat" | "embedding";
  /** The same model in its quantizations; order does not matter. */
  readonly models: readonly PlaceableModel[];
  /** Smaller models for when none of those fits, in the order in which they are tried. */
  readonly fallbacks?: readonly PlaceableModel[];
  /** Tokens: what is wanted, and the least that will do; equal where a person fixed it. */
  readonly context: { readonly wanted: number; readonly least: number };
  /** Pinned by a person. */
  readonly head?: string;
  /** Pinned by a person; an empty list means no workers. */
  readonly workers?: readonly string[];
  readonly kvType?: KvType;
  /** Requests that are answered at the same time. */
  readonly slots?: number;
  /** Higher is placed first, and gives way last. */
  readonly priority?: number;
}
