import { InvalidArgumentError } from "commander";
import { isDuration, milliseconds } from "@hearth/kernel/units.ts";

/** A time from now such as `30d`, or a date such as `2027-01-31`. Throws commander's InvalidArgumentError. */
export function parseMoment(text: string): Date {
  const date = isDuration(text) ? new Date(Date.now() + milliseconds(text)) : new Date(text);
  if (/^\d{4}-|^\d.*[a-z]$/.test(text) && !Number.isNaN(date.getTime())) return date;
  throw new InvalidArgumentError("Use a time such as 30d, a date such as 2027-01-31, or none.");
}
