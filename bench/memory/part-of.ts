import { hash } from "node:crypto";

export type Part = "chosen by" | "held out";

/** Weights and thresholds are chosen by the one half of the skills' questions, and reported on the other; a skill's questions stay together. */
export const partOf = (skill: string): Part =>
  Number.parseInt(hash("sha256", skill).slice(0, 2), 16) % 2 === 1 ? "held out" : "chosen by";
