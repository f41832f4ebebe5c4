/** That a request may leave the house, and why. */
export interface Permit {
  readonly caller: string;
  readonly route: string;
  readonly rule: string;
  /** Notes from the house's memories go along. */
  readonly memories?: true;
}

/**
 * What may leave, by its very bytes and the provider. The chooser writes it and the one door out reads it: a request that comes there by another way
 * has no permit and goes nowhere.
 */
export type Permits = WeakMap<Buffer, Map<string, Permit>>;
