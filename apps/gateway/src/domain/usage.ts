/** Tokens that an answer took, as the expert counted them; estimates where it did not say. */
export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
}
