/** Whether Hearth chooses the machines of an expert. */
export const isPlacedByHearth = (expert: {
  readonly place?: "auto" | undefined;
  readonly head?: string | undefined;
}): boolean => expert.place === "auto" || !("head" in expert);
