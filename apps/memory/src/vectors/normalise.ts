/** The vector scaled to length 1; undefined for a zero vector or one with NaN or Infinity. */
export function normalise(vector: Float32Array): Float32Array | undefined {
  let sum = 0;
  for (const value of vector) sum += value * value;
  if (!(sum > 0 && Number.isFinite(sum))) return undefined;
  const factor = 1 / Math.sqrt(sum);
  return vector.map((value) => value * factor);
}

/** Dot product of two vectors of the same length. */
export function dot(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index += 1) sum += (left[index] ?? 0) * (right[index] ?? 0);
  return sum;
}
