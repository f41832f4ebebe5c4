import { stepScript } from "./shell-file.ts";
import { safe, type Step } from "./step.ts";

const script = stepScript(import.meta.dirname, "sysctl.sh");

/** Kernel settings, now and at every boot. */
export function sysctl(name: string, settings: Readonly<Record<string, string>>): Step {
  const entries = Object.entries(settings);
  const content = entries.map(([key, value]) => `${key} = ${value}\n`).join("");
  const path = `/etc/sysctl.d/60-hearth-${name}.conf`;
  return {
    id: `sysctl ${name}`,
    values: { path, content },
    ...script,
    owns: [path],
    effect: safe,
  };
}
