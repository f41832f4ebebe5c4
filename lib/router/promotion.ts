import type { Measures } from "./measure.ts";

/** What a new classifier has to beat: both measures count the same. */
const worth = ({ accuracy, outOfScopeF1 }: Measures): number => accuracy + outOfScopeF1;

/** Whether a classifier should replace the one in use, both measured on the same held-out prompts. It must be strictly better. */
export const isBetter = (candidate: Measures, inUse: Measures | undefined): boolean =>
  inUse === undefined || worth(candidate) > worth(inUse) + 1e-9;
