/** `T` where each field that may be undefined is an optional one, as `exactOptionalPropertyTypes` asks for. */
export type Defined<T> = {
  [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key];
} & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
};

/** A copy without the fields that are undefined; null, false, 0 and "" stay. Made to be spread: `{ a, ...defined({ b, c }) }`. */
export function defined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}
