/** The lines before a family's samples in Prometheus' text format. */
export const familyHead = (name: string, help: string, type: "counter" | "histogram"): string =>
  `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;

/** `model="smollm2",kind="chat"`; empty without labels. */
export const labelText = (names: readonly string[], values: readonly string[]): string =>
  names.map((name, index) => `${name}="${escaped(values[index] ?? "")}"`).join(",");

export function sampleLine(name: string, labels: string, value: number): string {
  return labels === "" ? `${name} ${value}\n` : `${name}{${labels}} ${value}\n`;
}

const escaped = (value: string): string =>
  value.replace(/[\\"\n]/g, (character) => (character === "\n" ? "\\n" : `\\${character}`));
