import type { Panel } from "./panel.ts";

const panel = (given: Omit<Panel, "dashboard">): Panel => ({ dashboard: "Backups", ...given });

/** Of what roles back up; jobs add their own. */
export const backupPanels: readonly Panel[] = [
  panel({
    title: "Backups that failed",
    about: "Backups of machines that ended with an error the last time.",
    unit: "none",
    shows: "number",
    queries: [{ expression: "sum(hearth_backup_failed)", legend: "backups" }],
    limits: { warning: 1, bad: 1, side: "above" },
    whenEmpty: "none set up",
  }),
  panel({
    title: "Oldest backup",
    about: "How long ago the last good backup was made of the data that wait longest. An alert fires after 36 hours.",
    unit: "dtdurations",
    shows: "number",
    queries: [{ expression: "time() - min(hearth_backup_good_timestamp_seconds)", legend: "ago" }],
    limits: { warning: 26 * 3_600, bad: 36 * 3_600, side: "above" },
    whenEmpty: "none set up",
  }),
  panel({
    title: "Last backups",
    about: "How long ago the last good backup of each kind of data was made.",
    unit: "dtdurations",
    shows: "bars",
    queries: [
      {
        expression: "time() - max by (node, source) (hearth_backup_good_timestamp_seconds)",
        legend: "{{source}} on {{node}}",
      },
    ],
    limits: { warning: 26 * 3_600, bad: 36 * 3_600, side: "above" },
    whenEmpty: "The inventory has no section `backup`.",
  }),
];
