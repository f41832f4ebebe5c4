import type { Panel } from "../../lib/dashboards/panel.ts";

const panel = (given: Omit<Panel, "dashboard">): Panel => ({ dashboard: "Measurements", ...given });

/** Alertmanager counts for every way that it knows, also those that nobody uses. */
const used = "sum by (integration) (alertmanager_notifications_total) > 0";

export const prometheusPanels: readonly Panel[] = [
  panel({
    title: "What answers Prometheus",
    about: "When each program gave its measurements.",
    unit: "well",
    shows: "states",
    wide: true,
    queries: [{ expression: "min by (job, node) (up)", legend: "{{job}} on {{node}}" }],
  }),
  panel({
    title: "Series",
    about: "How many different things are measured.",
    unit: "short",
    shows: "lines",
    queries: [{ expression: "sum(prometheus_tsdb_head_series)", legend: "series" }],
  }),
  panel({
    title: "Disk for measurements",
    about:
      "What is kept, and how much may be: `jobs.prometheus.retentionSize` in the inventory. The oldest are removed.",
    unit: "bytes",
    shows: "lines",
    queries: [
      { expression: "sum(prometheus_tsdb_storage_blocks_bytes)", legend: "kept" },
      { expression: "sum(prometheus_tsdb_retention_limit_bytes)", legend: "allowed" },
    ],
  }),
  panel({
    title: "Alerts to Alertmanager",
    about: "How fast alerts are sent, and how fast that fails.",
    unit: "ops",
    shows: "lines",
    queries: [
      { expression: "sum(rate(prometheus_notifications_sent_total[$__rate_interval]))", legend: "sent" },
      { expression: "sum(rate(prometheus_notifications_errors_total[$__rate_interval]))", legend: "failed" },
    ],
    whenEmpty: "The inventory has no Alertmanager.",
  }),
  panel({
    title: "Messages to people",
    about: "How fast Alertmanager sends messages, and how fast that fails, by where they go.",
    unit: "ops",
    shows: "lines",
    queries: [
      {
        expression: `sum by (integration) (rate(alertmanager_notifications_total[$__rate_interval])) and ${used}`,
        legend: "{{integration}}",
      },
      {
        expression: `sum by (integration) (rate(alertmanager_notifications_failed_total[$__rate_interval])) and ${used}`,
        legend: "{{integration}} failed",
      },
    ],
    whenEmpty: "No message has been sent.",
  }),
];
