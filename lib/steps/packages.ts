import { stepScript } from "./shell-file.ts";
import { safe, type Step } from "./step.ts";

const script = stepScript(import.meta.dirname, "packages.sh");

/** Debian packages, installed without recommendations. Undo removes only those that were not there before. */
export function packages(...names: readonly string[]): Step {
  return { id: `packages ${names.join(" ")}`, values: { names: names.join(" ") }, ...script, effect: safe };
}
