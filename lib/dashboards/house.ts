import type { Panel } from "./panel.ts";

const panel = (given: Omit<Panel, "dashboard">): Panel => ({ dashboard: "House", ...given });

/** One screen: is all well, and what needs a person. */
export const housePanels: readonly Panel[] = [
  panel({
    title: "Needs you",
    about: "How many alerts fire now. The table below says which, and what to do about each.",
    unit: "none",
    shows: "number",
    queries: [{ expression: 'count(ALERTS{alertstate="firing"}) or vector(0)', legend: "alerts" }],
    limits: { warning: 1, bad: 1, side: "above" },
  }),
  panel({
    title: "Machines off",
    about: "Machines of which nothing answers Prometheus.",
    unit: "none",
    shows: "number",
    queries: [{ expression: 'count(max by (node) (up{node!=""}) == 0) or vector(0)', legend: "machines" }],
    limits: { warning: 1, bad: 1, side: "above" },
  }),
  panel({
    title: "Jobs down",
    about: "Jobs whose checks fail, or that run nowhere.",
    unit: "none",
    shows: "number",
    queries: [{ expression: "count(hearth_job_healthy == 0) or vector(0)", legend: "jobs" }],
    limits: { warning: 1, bad: 1, side: "above" },
  }),
  panel({
    title: "Fullest disk",
    about: "Of all disks of all machines, as `df` counts. An alert fires at 95 %.",
    unit: "percent",
    shows: "number",
    queries: [
      {
        expression:
          '100 * max(1 - node_filesystem_avail_bytes{fstype!~"tmpfs|ramfs|squashfs|iso9660"} / (node_filesystem_size_bytes - node_filesystem_free_bytes + node_filesystem_avail_bytes))',
        legend: "used",
      },
    ],
    limits: { warning: 80, bad: 95, side: "above" },
    whenEmpty: "no disks",
  }),
  panel({
    title: "Next certificate ends in",
    about: "`hearth up` renews certificates. An alert fires 21 days before one ends.",
    unit: "dtdurations",
    shows: "number",
    queries: [{ expression: "min(hearth_certificate_end_timestamp_seconds) - time()", legend: "left" }],
    limits: { warning: 30 * 86_400, bad: 21 * 86_400, side: "below" },
  }),
  panel({
    title: "Last look for drift",
    about: "How long ago `hearth drift` last compared the machines with the inventory.",
    unit: "dtdurations",
    shows: "number",
    queries: [{ expression: "time() - max(hearth_drift_checked_timestamp_seconds)", legend: "ago" }],
    limits: { warning: 7 * 86_400, bad: 14 * 86_400, side: "above" },
    whenEmpty: "not yet",
  }),
  panel({
    title: "What needs you",
    about: "Alerts that fire now. The name of each opens the page that says what to do.",
    unit: "none",
    shows: "table",
    queries: [
      { expression: 'max by (alertname, severity, node, job) (ALERTS{alertstate="firing"})', legend: "{{alertname}}" },
    ],
    columns: { alertname: "What to do", severity: "How bad", node: "Machine", job: "Job" },
    whenEmpty: "All is well.",
  }),
  panel({
    title: "Jobs",
    about: "When each job was well: its checks in Consul pass.",
    unit: "well",
    shows: "states",
    queries: [{ expression: "min by (job) (hearth_job_healthy)", legend: "{{job}}" }],
  }),
  panel({
    title: "Machines",
    about: "When each machine answered Prometheus.",
    unit: "well",
    shows: "states",
    queries: [{ expression: 'max by (node) (up{node!=""})', legend: "{{node}}" }],
  }),
];
