import type { Panel } from "./panel.ts";

const panel = (given: Omit<Panel, "dashboard">): Panel => ({ dashboard: "Machines", ...given });

/** What there is to know of every machine. */
export const machinePanels: readonly Panel[] = [
  panel({
    title: "Processors",
    about: "Share of the time in which the cores of each machine are busy.",
    unit: "percentunit",
    shows: "lines",
    queries: [
      {
        expression: '1 - avg by (node) (rate(node_cpu_seconds_total{mode="idle"}[$__rate_interval]))',
        legend: "{{node}}",
      },
    ],
  }),
  panel({
    title: "Memory",
    about: "Share of each machine's memory that is used and cannot be given to another program at once.",
    unit: "percentunit",
    shows: "lines",
    queries: [
      {
        expression: "1 - max by (node) (node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)",
        legend: "{{node}}",
      },
    ],
  }),
  panel({
    title: "Disks",
    about: "How full each disk is, as `df` counts: what only root may use is not free. An alert fires at 95 %.",
    unit: "percentunit",
    shows: "bars",
    queries: [
      {
        expression:
          'max by (node, device) (1 - node_filesystem_avail_bytes{fstype!~"tmpfs|ramfs|squashfs|iso9660"} / (node_filesystem_size_bytes - node_filesystem_free_bytes + node_filesystem_avail_bytes))',
        legend: "{{node}} {{device}}",
      },
    ],
    limits: { warning: 0.8, bad: 0.95, side: "above" },
    whenEmpty: "No machine has disks of its own.",
  }),
  panel({
    title: "Reading and writing",
    about: "Bytes that each machine's disks read and write.",
    unit: "Bps",
    shows: "lines",
    queries: [
      { expression: "sum by (node) (rate(node_disk_read_bytes_total[$__rate_interval]))", legend: "{{node}} reads" },
      {
        expression: "sum by (node) (rate(node_disk_written_bytes_total[$__rate_interval]))",
        legend: "{{node}} writes",
      },
    ],
    whenEmpty: "No machine has disks of its own.",
  }),
  panel({
    title: "Network",
    about: "Bytes that each machine receives and sends, without what stays on the machine.",
    unit: "Bps",
    shows: "lines",
    queries: [
      {
        expression:
          'sum by (node) (rate(node_network_receive_bytes_total{device!~"lo|docker.*|veth.*|br-.*|tailscale.*"}[$__rate_interval]))',
        legend: "{{node}} receives",
      },
      {
        expression:
          'sum by (node) (rate(node_network_transmit_bytes_total{device!~"lo|docker.*|veth.*|br-.*|tailscale.*"}[$__rate_interval]))',
        legend: "{{node}} sends",
      },
    ],
  }),
  panel({
    title: "Memory of jobs",
    about: "What each job uses of the memory that it was planned with. An alert fires above 95 %.",
    unit: "percentunit",
    shows: "bars",
    queries: [
      {
        expression:
          "max by (exported_job, node) (nomad_client_allocs_memory_rss / (nomad_client_allocs_memory_allocated > 0))",
        legend: "{{exported_job}} on {{node}}",
      },
    ],
    limits: { warning: 0.85, bad: 0.95, side: "above" },
  }),
  panel({
    title: "Temperature",
    about: "The hottest sensor of each machine.",
    unit: "celsius",
    shows: "lines",
    queries: [{ expression: "max by (node) (node_hwmon_temp_celsius)", legend: "{{node}}" }],
    limits: { warning: 80, bad: 95, side: "above" },
    whenEmpty: "No machine has sensors.",
  }),
  panel({
    title: "Power of processors",
    about: "What the processors themselves say that they use; the rest of the machine comes on top.",
    unit: "watt",
    shows: "lines",
    queries: [
      { expression: "sum by (node) (rate(node_rapl_package_joules_total[$__rate_interval]))", legend: "{{node}}" },
    ],
    whenEmpty: "No processor says it.",
  }),
  panel({
    title: "Batteries",
    about: "Charge of the batteries in machines, such as laptops.",
    unit: "percent",
    shows: "number",
    queries: [{ expression: "min by (node) (node_power_supply_capacity)", legend: "{{node}}" }],
    limits: { warning: 50, bad: 20, side: "below" },
    whenEmpty: "none",
  }),
  panel({
    title: "Failing disks",
    about: "Disks that say by SMART that they are failing. Replace them before they do.",
    unit: "none",
    shows: "number",
    queries: [{ expression: "sum(hearth_disk_failing)", legend: "disks" }],
    limits: { warning: 1, bad: 1, side: "above" },
    whenEmpty: "no SMART",
  }),
  panel({
    title: "To be restarted",
    about: "Machines with updates that need a restart: `hearth node reboot NODE`.",
    unit: "none",
    shows: "number",
    queries: [{ expression: "sum(hearth_reboot_required)", legend: "machines" }],
    limits: { warning: 1, bad: 250, side: "above" },
  }),
  panel({
    title: "Clocks",
    about:
      "How far each machine's clock is from that of Prometheus' machine, at most; a few seconds come from the way of measuring.",
    unit: "s",
    shows: "number",
    queries: [{ expression: "max(abs(node_time_seconds - timestamp(node_time_seconds)))", legend: "away" }],
    limits: { warning: 20, bad: 30, side: "above" },
  }),
  panel({
    title: "Steps that differ",
    about: "What `hearth drift` last found on each machine; `hearth repair` applies it again.",
    unit: "none",
    shows: "bars",
    queries: [{ expression: "max by (node) (hearth_drift_findings)", legend: "{{node}}" }],
    limits: { warning: 1, bad: 10, side: "above" },
    whenEmpty: "Nobody has looked yet.",
  }),
  panel({
    title: "Certificates",
    about: "When the certificate of each service on each machine ends.",
    unit: "dtdurations",
    shows: "table",
    queries: [
      {
        expression: "sort(min by (node, service) (hearth_certificate_end_timestamp_seconds - time()))",
        legend: "{{service}} on {{node}}",
      },
    ],
    columns: { node: "Machine", service: "Service" },
    valueColumn: "Ends in",
  }),
];
