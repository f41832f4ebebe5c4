/** Turns each text into a unit vector; undefined if no expert answers in time. Never throws. */
export type Embedder = (texts: readonly string[]) => Promise<readonly Float32Array[] | undefined>;
