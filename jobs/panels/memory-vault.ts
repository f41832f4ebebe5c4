import type { Panel } from "../../lib/dashboards/panel.ts";

const panel = (given: Omit<Panel, "dashboard">): Panel => ({ dashboard: "Backups", ...given });

export const vaultPanels: readonly Panel[] = [
  panel({
    title: "Memories: not backed up for",
    about:
      "Time from the newest backup to the last write; 0 while nothing has been written since. An alert fires when it is an hour.",
    unit: "dtdurations",
    shows: "number",
    queries: [
      {
        expression:
          "clamp_min(hearth_memory_vault_written_timestamp_seconds - hearth_memory_vault_newest_timestamp_seconds, 0)",
        legend: "behind",
      },
    ],
    limits: { warning: 1_800, bad: 3_600, side: "above" },
  }),
  panel({
    title: "Memories: newest backup",
    about: "How long ago it was made. It grows while nobody writes.",
    unit: "dtdurations",
    shows: "number",
    queries: [{ expression: "time() - (hearth_memory_vault_newest_timestamp_seconds > 0)", legend: "ago" }],
    whenEmpty: "none yet",
  }),
  panel({
    title: "Memories: last test",
    about:
      "How long ago a backup was last opened and read, to see that it can be restored. An alert fires after 14 days.",
    unit: "dtdurations",
    shows: "number",
    queries: [{ expression: "time() - (hearth_memory_vault_verified_timestamp_seconds > 0)", legend: "ago" }],
    limits: { warning: 7 * 86_400, bad: 14 * 86_400, side: "above" },
    whenEmpty: "none yet",
  }),
  panel({
    title: "Memories: kept",
    about: "How many backups the vault keeps.",
    unit: "none",
    shows: "number",
    queries: [{ expression: "hearth_memory_vault_backups", legend: "backups" }],
  }),
  panel({
    title: "Size of the backups of memories",
    about: "All that the vault keeps, encrypted.",
    unit: "bytes",
    shows: "lines",
    queries: [{ expression: "max by (node) (hearth_memory_vault_bytes)", legend: "on {{node}}" }],
  }),
];
