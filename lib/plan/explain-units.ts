import { unitId, type Unit } from "../steps/unit.ts";

/** The units as `hearth plan` prints them: each with what it waits for and its steps. */
export function explainUnits(units: readonly Unit[]): { readonly json: readonly object[]; readonly text: string } {
  const json = units.map((unit) => ({
    unit: unitId(unit),
    needs: unit.needs,
    steps: unit.steps.map(({ id, effect }) => ({ id, effect })),
  }));
  const text = units
    .map((unit) => {
      const waits = unit.needs.length === 0 ? "" : `  after ${unit.needs.join(", ")}`;
      return [`${unitId(unit)}${waits}`, ...unit.steps.map((step) => `  ${step.id}${effectOf(step)}`)].join("\n");
    })
    .join("\n");
  return { json, text };
}

function effectOf({ effect }: Unit["steps"][number]): string {
  switch (effect.kind) {
    case "safe":
      return "";
    case "restarts":
      return `  (restarts ${effect.service} when it changes)`;
    case "reboots":
      return "  (reboots)";
    case "opens-port":
      return `  (opens port ${effect.port})`;
  }
}
