import type { AlertCase } from "../support/rule-test.ts";

const n2 = 'node="n2"';
const day = 86_400;
const critical = { severity: "critical" };
const warning = { severity: "warning" };

/** 60 seconds as it should be, a fault of `faultSamples`, then good again. */
const fault = (good: number, bad: number, faultSamples = 16) =>
  [
    [good, 5],
    [bad, faultSamples],
    [good, 40],
  ] as const;
/** With the fault as above. */
const usual = { faultSeconds: 60, clearSeconds: 420 };

/** As node-exporter reads it from the backup's file. */
const nightlyLabels = { job: "node", node: "n2", source: "home-assistant" };
const nightly = '{job="node",node="n2",source="home-assistant"}';

/** A bad day for every alert: series in samples of 15 seconds. */
export const alertCases: readonly AlertCase[] = [
  {
    alert: "NodeOff",
    series: {
      [`up{job="node",${n2}}`]: fault(1, 0),
      [`up{job="nomad",${n2}}`]: fault(1, 0),
      'up{job="node",node="n1"}': [[1, 60]],
    },
    labels: { node: "n2", ...critical },
    summary: "n2 does not answer; it is off, or has lost its network",
    ...usual,
    // It goes on for two minutes, so that what starts again on the machine is no message.
    clearSeconds: 540,
  },
  {
    alert: "ExpertDown",
    series: { [`hearth_job_healthy{job="expert-embed",node="n1"}`]: fault(1, 0) },
    labels: { job: "expert-embed", node: "n1", ...critical },
    summary: "expert-embed is down; it ran on n1",
    ...usual,
  },
  {
    alert: "JobDown",
    series: { [`hearth_job_healthy{job="gateway",${n2}}`]: fault(1, 0) },
    labels: { job: "gateway", node: "n2", ...critical },
    summary: "gateway is down; it ran on n2",
    ...usual,
  },
  {
    alert: "MqttDown",
    series: { [`hearth_job_healthy{job="mosquitto",${n2}}`]: fault(1, 0) },
    labels: { job: "mosquitto", node: "n2", ...critical },
    summary: "mosquitto is down; it ran on n2",
    ...usual,
  },
  {
    alert: "HomeAssistantDown",
    series: {
      [`hearth_job_healthy{job="home-assistant",${n2}}`]: fault(1, 0),
      [`hearth_job_healthy{job="mosquitto",${n2}}`]: [[1, 61]],
    },
    labels: { job: "home-assistant", node: "n2", ...critical },
    summary: "home-assistant is down; it ran on n2",
    ...usual,
  },
  {
    alert: "DiskFull",
    series: {
      [`node_filesystem_avail_bytes{device="/dev/sda1",mountpoint="/",fstype="ext4",${n2}}`]: fault(400, 47),
      [`node_filesystem_free_bytes{device="/dev/sda1",mountpoint="/",fstype="ext4",${n2}}`]: fault(450, 97),
      [`node_filesystem_size_bytes{device="/dev/sda1",mountpoint="/",fstype="ext4",${n2}}`]: [[1_000, 61]],
      [`node_filesystem_avail_bytes{device="tmpfs",mountpoint="/run",fstype="tmpfs",${n2}}`]: [[0, 61]],
      [`node_filesystem_free_bytes{device="tmpfs",mountpoint="/run",fstype="tmpfs",${n2}}`]: [[0, 61]],
      [`node_filesystem_size_bytes{device="tmpfs",mountpoint="/run",fstype="tmpfs",${n2}}`]: [[9, 61]],
    },
    labels: { node: "n2", device: "/dev/sda1", ...critical },
    summary: "/dev/sda1 of n2 is 95 % full",
    ...usual,
  },
  {
    alert: "ClockOff",
    series: {
      // Its own clock, which goes on in step with Prometheus' but for the fault.
      [`node_time_seconds{job="node",${n2}}`]: Array.from({ length: 60 }, (_, index) => [
        index * 15 + (index >= 5 && index < 21 ? 180 : 0),
        1,
      ]),
    },
    labels: { job: "node", node: "n2", ...critical },
    summary: "The clock of n2 is 3m 0s away from that of Prometheus' machine",
    ...usual,
  },
  {
    alert: "CertificateNearEnd",
    series: {
      [`hearth_certificate_end_timestamp_seconds{job="node",service="consul",${n2}}`]: [
        [21 * day + 61, 21],
        [800 * day, 40],
      ],
    },
    labels: { job: "node", node: "n2", service: "consul", ...warning },
    summary: "The certificate of consul on n2 ends in 20d 23h 58m 1s",
    ...usual,
  },
  {
    alert: "RebootNeeded",
    series: { [`hearth_reboot_required{job="node",${n2}}`]: fault(0, 1) },
    labels: { job: "node", node: "n2", ...warning },
    summary: "n2 has updates that need a restart of the machine",
    ...usual,
  },
  {
    alert: "DiskFailing",
    series: { [`hearth_disk_failing{job="node",device="/dev/sda",${n2}}`]: fault(0, 1) },
    labels: { job: "node", node: "n2", device: "/dev/sda", ...critical },
    summary: "/dev/sda of n2 says that it is failing",
    ...usual,
  },
  {
    alert: "Drift",
    series: { [`hearth_drift_findings{job="node",${n2}}`]: fault(0, 2) },
    labels: { job: "node", node: "n2", ...warning },
    summary: "n2 differs from the inventory; steps that differ: 2",
    ...usual,
  },
  {
    alert: "DriftUnchecked",
    series: {
      [`hearth_drift_checked_timestamp_seconds{job="node",${n2}}`]: [
        [100 - 14 * day, 21],
        [300, 40],
      ],
    },
    labels: warning,
    summary: "Nobody has compared the cluster with its inventory for 14d 0h 1m 20s",
    ...usual,
  },
  {
    alert: "JobRestarting",
    series: {
      [`nomad_client_allocs_restart{job="nomad",exported_job="gateway",alloc_id="a",${n2}}`]: [
        [Number.NaN, 5],
        [1, 1],
        [2, 1],
        [3, 4],
        [Number.NaN, 60],
      ],
    },
    labels: { job: "gateway", node: "n2", ...critical },
    summary: "gateway on n2 has stopped and started again 3 times",
    faultSeconds: 75,
    clearSeconds: 600,
  },
  {
    alert: "MemoryOverPlan",
    series: {
      [`nomad_client_allocs_memory_rss{job="nomad",exported_job="memory",task="memory",${n2}}`]: fault(100, 250),
      [`nomad_client_allocs_memory_allocated{job="nomad",exported_job="memory",task="memory",${n2}}`]: [[256, 61]],
    },
    labels: { job: "memory", node: "n2", ...warning },
    summary: "memory on n2 uses 98 % of the memory that it was planned with",
    ...usual,
  },
  {
    alert: "ScrapeLost",
    series: {
      [`up{job="consul",${n2}}`]: fault(1, 0),
      [`up{job="nomad",${n2}}`]: [[1, 61]],
      [`up{job="gateway",node="n1"}`]: fault(1, 0),
      [`up{job="nomad",node="n1"}`]: [[1, 61]],
      [`hearth_job_healthy{job="gateway",node="n1"}`]: fault(1, 0),
    },
    labels: { job: "consul", node: "n2", ...warning },
    summary: "Prometheus gets no measurements from consul on n2",
    ...usual,
  },
  {
    alert: "NotificationsFailing",
    series: {
      'prometheus_notifications_errors_total{alertmanager="http://x",job="prometheus",node="n1"}': [
        [0, 5],
        [1, 1],
        [2, 1],
        [3, 1],
        [4, 1],
        [5, 1],
        [6, 60],
      ],
    },
    labels: { alertmanager: "http://x", job: "alertmanager", ...critical },
    summary: "Prometheus cannot hand its alerts to Alertmanager, so nobody gets a message",
    ...usual,
  },
  {
    alert: "MeasurementsLost",
    series: {
      'prometheus_tsdb_wal_writes_failed_total{job="prometheus",node="n1"}': [
        [0, 6],
        [3, 60],
      ],
    },
    labels: { job: "prometheus", node: "n1", ...critical },
    summary: "Prometheus on n1 cannot keep its measurements; its disk may be full",
    faultSeconds: 75,
    clearSeconds: 420,
  },
  {
    alert: "MessagesNotSent",
    series: {
      'alertmanager_notifications_failed_total{integration="webhook",job="alertmanager",node="n1"}': [
        [0, 6],
        [2, 60],
      ],
    },
    labels: { integration: "webhook", job: "alertmanager", node: "n1", ...critical },
    summary: "Alertmanager cannot send messages by webhook",
    faultSeconds: 75,
    clearSeconds: 420,
  },
  {
    alert: "BackupOld",
    series: {
      [`hearth_memory_vault_written_timestamp_seconds{job="memory-vault",node="n1"}`]: [
        [-3_500, 5],
        [-100, 60],
      ],
      [`hearth_memory_vault_newest_timestamp_seconds{job="memory-vault",node="n1"}`]: [
        [-3_600, 20],
        [300, 60],
      ],
    },
    labels: { job: "memory-vault", node: "n1", ...warning },
    summary: "The newest backup of the memory service is 58m 20s older than its last write",
    ...usual,
  },
  {
    alert: "BackupUnverified",
    series: {
      [`hearth_memory_vault_verified_timestamp_seconds{job="memory-vault",node="n1"}`]: [
        [61 - 14 * day, 21],
        [300, 40],
      ],
    },
    labels: { job: "memory-vault", node: "n1", ...warning },
    summary: "No backup of the memory service has been opened as a test for 14d 0h 1m 59s",
    ...usual,
  },
  {
    alert: "NightlyBackupOld",
    series: {
      [`hearth_backup_good_timestamp_seconds${nightly}`]: [
        [61 - 1.5 * day, 21],
        [300, 40],
      ],
    },
    labels: { ...nightlyLabels, ...warning },
    summary: "The newest backup of home-assistant on n2 is 1d 12h 1m 59s old",
    ...usual,
  },
  {
    alert: "BackupFailed",
    series: { [`hearth_backup_failed${nightly}`]: fault(0, 1) },
    labels: { ...nightlyLabels, ...warning },
    summary: "The last backup of home-assistant on n2 failed",
    ...usual,
  },
  {
    alert: "DrillFailed",
    series: { [`hearth_drill_failed${nightly}`]: fault(0, 1) },
    labels: { ...nightlyLabels, ...critical },
    summary: "The newest backup of home-assistant on n2 could not be restored as a test",
    ...usual,
  },
  {
    alert: "BudgetBurning",
    series: {
      'hearth_job_healthy{job="gateway",node="n1"}': [[1, 600]],
      'up{job="gateway",node="n1"}': [
        [1, 240],
        [0, 24],
        [1, 300],
      ],
    },
    labels: { job: "gateway", ...critical },
    summary:
      "gateway has not answered for 9.836% of the last hour; at 99.5 % over 30 days, its budget would be gone in two days",
    // The hour before it was good: the first three minutes are not enough to matter.
    faultSeconds: 3_780,
    clearSeconds: 4_600,
    everySeconds: 60,
  },
  {
    alert: "BudgetBurnt",
    series: { 'hearth_job_healthy{job="gateway",node="n1"}': [[0, 900]] },
    labels: { job: "gateway", ...warning },
    summary: "gateway has not answered for 3h 38m 0s in 30 days, which is more than 99.5 % allow",
    faultSeconds: 12_900,
    everySeconds: 60,
  },
];
