import { backupPanels } from "./backups.ts";
import { housePanels } from "./house.ts";
import { machinePanels } from "./machines.ts";
import type { Panel } from "./panel.ts";

export interface Dashboard {
  readonly title: string;
  /** Part of its address: `/d/hearth-house`. */
  readonly uid: string;
  readonly panels: readonly Panel[];
}

/** In this order; others come after them. */
const order: readonly string[] = [
  "House",
  "Machines",
  "Experts",
  "Gateway",
  "Memory",
  "Home",
  "Backups",
  "Measurements",
];

/** Every dashboard of a cluster whose jobs declare these panels. */
export function dashboardsOf(ofJobs: readonly Panel[]): readonly Dashboard[] {
  const byTitle = Map.groupBy(
    [...housePanels, ...machinePanels, ...backupPanels, ...ofJobs],
    ({ dashboard }) => dashboard,
  );
  return [...byTitle]
    .map(([title, panels]) => ({ title, uid: uidOf(title), panels }))
    .toSorted((a, b) => placeOf(a.title) - placeOf(b.title) || (a.title < b.title ? -1 : 1));
}

export const uidOf = (title: string): string => `hearth-${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`;

/** Of the page that says what to do about an alert. */
export const runbookUid = (alert: string): string => `runbook-${alert}`;

const placeOf = (title: string): number => (order.includes(title) ? order.indexOf(title) : order.length);
