/** A unit vector as signed bytes: `bytes × scale` approximates it well enough to choose candidates. */
export interface Quantised {
  readonly bytes: Int8Array;
  readonly scale: number;
}

/** The largest component becomes ±127. A zero vector stays zero. */
export function quantise(vector: Float32Array): Quantised {
  let largest = 0;
  for (const value of vector) largest = Math.max(largest, Math.abs(value));
  const bytes = new Int8Array(vector.length);
  if (largest === 0) return { bytes, scale: 0 };
  const factor = 127 / largest;
  for (let index = 0; index < vector.length; index += 1) bytes[index] = Math.round((vector[index] ?? 0) * factor);
  return { bytes, scale: largest / 127 };
}
