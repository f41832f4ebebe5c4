import { safe, type Step } from "./step.ts";

/** Kernel settings, now and at every boot. */
export function sysctl(name: string, settings: Readonly<Record<string, string>>): Step {
  const entries = Object.entries(settings);
  const content = entries.map(([key, value]) => `${key} = ${value}\n`).join("");
  const path = `/etc/sysctl.d/60-hearth-${name}.conf`;
  return {
    id: `sysctl ${name}`,
    values: { path, content },
    verify: [
      'file_is "$path" 644 root:root "$content"',
      ...entries.map(([key, value]) => `[ "$(sysctl -n ${key} | tr '\\t' ' ')" = '${value}' ]`),
    ].join(" && "),
    apply: 'file_write "$path" 644 root:root "$content"\nsysctl -q -p "$path"',
    undo: 'file_undo "$path" 644 root:root "$content"',
    owns: [path],
    effect: safe,
  };
}
