import { stepScript } from "./shell-file.ts";
import { safe, type Step } from "./step.ts";

const script = stepScript(import.meta.dirname, "sysctl.sh");

/** Kernel settings, applied now and at every boot: lines of `key = value`. */
export function sysctl(name: string, content: string): Step {
  const path = `/etc/sysctl.d/60-hearth-${name}.conf`;
  return {
    id: `sysctl ${name}`,
    values: { path, content },
    ...script,
    owns: [path],
    effect: safe,
  };
}
