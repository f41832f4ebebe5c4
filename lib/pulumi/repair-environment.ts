import type { RepairMarks } from "../stack/repair-marks.ts";

/** The mark of a resource's last repair as an input of its command. The command ignores it, but a new mark makes Pulumi run it again. */
export function repairEnvironment(
  repairs: RepairMarks,
  name: string,
): { readonly environment?: { readonly HEARTH_REPAIRED: string } } {
  const mark = repairs[name];
  return mark === undefined ? {} : { environment: { HEARTH_REPAIRED: mark } };
}
