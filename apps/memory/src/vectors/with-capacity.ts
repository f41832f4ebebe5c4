type Column = Uint8Array | Uint32Array | Float32Array | Float64Array;

/** The same column, or a larger copy with room for at least this many rows. */
export function withCapacity<T extends Column>(column: T, rows: number): T {
  if (rows <= column.length) return column;
  const copy = new (column.constructor as new (length: number) => T)(Math.ceil(rows * 1.5));
  copy.set(column);
  return copy;
}
