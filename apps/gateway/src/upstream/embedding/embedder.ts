/** Turns texts into unit vectors, one each; undefined where no expert answers in time. Never throws. */
export type Embedder = (texts: readonly string[]) => Promise<readonly Float32Array[] | undefined>;
