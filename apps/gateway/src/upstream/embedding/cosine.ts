/** The vector scaled to length 1; a zero vector stays as it is. */
export function unitVector(values: ArrayLike<number>): Float32Array {
  const vector = Float32Array.from(values);
  const length = Math.sqrt(dot(vector, vector));
  return length === 0 ? vector : vector.map((value) => value / length);
}

/** Cosine similarity of two unit vectors; 0 if they have different dimensions. */
export function cosine(a: Float32Array, b: Float32Array): number {
  return a.length === b.length ? dot(a, b) : 0;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
