/** Tokens that a request used, as counted by the expert, or estimated if it did not report them. */
export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
}
