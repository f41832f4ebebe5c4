import { InvalidArgumentError } from "commander";

/** For commander: an option's text as a whole number from 1. */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError("It must be a whole number from 1.");
}
