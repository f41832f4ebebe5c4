/** Permission for a request to leave the house, and the reason. */
export interface Permit {
  readonly caller: string;
  readonly route: string;
  readonly rule: string;
  /** The request holds notes from memory. */
  readonly memories?: true;
}

/**
 * Permits by the exact body buffer and the provider. The chooser writes them and the outside dispatcher checks them, so a request
 * that bypasses the chooser cannot leave.
 */
export type Permits = WeakMap<Buffer, Map<string, Permit>>;
