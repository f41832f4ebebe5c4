type Column = Uint8Array | Uint32Array | Float32Array | Float64Array;

/** The same column, or a copy with room for so many rows and some more. */
export function grown<T extends Column>(column: T, rows: number): T {
  if (rows <= column.length) return column;
  const copy = new (column.constructor as new (length: number) => T)(Math.ceil(rows * 1.5));
  copy.set(column);
  return copy;
}
