import { count } from "@hearth/kernel/count.ts";

/** An alert that fires, as Prometheus says it. */
export interface FiringAlert {
  readonly name: string;
  readonly severity: string;
  /** Empty where it is about the whole cluster. */
  readonly node: string;
  readonly job: string;
  readonly summary: string;
  /** The page that says what to type. */
  readonly runbook: string;
  /** ISO 8601. */
  readonly since: string;
}

/** Ages and rooms that a person looks at now and then. Absent where nothing has measured them. */
export interface Measures {
  /** The certificate that ends first. */
  readonly certificate?: { readonly node: string; readonly service: string; readonly daysLeft: number };
  /** Since the newest backup of what has the oldest one. */
  readonly backupAgeSeconds?: number;
  /** What that is: `memories`, or a job or role. */
  readonly backupOf?: string;
  /** The fullest disk. */
  readonly disk?: { readonly node: string; readonly percent: number };
  /** Since `hearth drift` last compared machines with the inventory. */
  readonly driftAgeSeconds?: number;
  /** Machines that want a restart after an update. */
  readonly rebootNeeded: readonly string[];
}

/** What needs a person, though all may run. */
export interface Attention {
  readonly alerts: readonly FiringAlert[];
  readonly measures: Measures;
  /** Why Prometheus could not be asked; then the rest is empty. */
  readonly problem?: string;
}

/** A series of an instant query. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** One question for all: what is measured by name, and the share of each disk, which has no name. */
export const measuresQuery =
  '{__name__=~"hearth_certificate_end_timestamp_seconds|hearth_reboot_required|hearth_drift_checked_timestamp_seconds|hearth_memory_vault_newest_timestamp_seconds|hearth_backup_good_timestamp_seconds"}' +
  ' or 100 * max by (node) (1 - node_filesystem_avail_bytes{fstype!~"tmpfs|ramfs|squashfs|iso9660"} / (node_filesystem_size_bytes - node_filesystem_free_bytes + node_filesystem_avail_bytes))';

/** What the answer to `measuresQuery` says. */
export function measuresOf(samples: readonly Sample[], nowSeconds: number): Measures {
  const named = (name: string | undefined): readonly Sample[] =>
    samples.filter(({ labels }) => labels["__name__"] === name);
  const [certificate] = named("hearth_certificate_end_timestamp_seconds").toSorted(ascending);
  const disk = named(undefined).toSorted(ascending).at(-1);
  const [backup] = [
    ...named("hearth_memory_vault_newest_timestamp_seconds"),
    ...named("hearth_backup_good_timestamp_seconds"),
  ]
    .filter(({ value }) => value > 0)
    .toSorted(ascending);
  const drift = named("hearth_drift_checked_timestamp_seconds").toSorted(ascending).at(-1);
  return {
    ...(certificate && {
      certificate: {
        node: certificate.labels["node"] ?? "",
        service: certificate.labels["service"] ?? "",
        daysLeft: Math.floor((certificate.value - nowSeconds) / 86_400),
      },
    }),
    ...(backup && {
      backupAgeSeconds: Math.round(nowSeconds - backup.value),
      backupOf: backup.labels["source"] ?? "memories",
    }),
    ...(disk && { disk: { node: disk.labels["node"] ?? "", percent: Math.round(disk.value) } }),
    ...(drift && { driftAgeSeconds: Math.round(nowSeconds - drift.value) }),
    rebootNeeded: named("hearth_reboot_required").flatMap(({ labels, value }) =>
      value === 1 ? [labels["node"] ?? ""] : [],
    ),
  };
}

const ascending = (one: Sample, other: Sample): number => one.value - other.value;

/** What needs a person first, then a line of ages; empty if nothing has been measured. */
export function formatAttention({ alerts, measures, problem }: Attention): string {
  if (problem !== undefined) return `alerts: unknown, because ${problem}`;
  const { certificate, backupAgeSeconds, backupOf = "memories", disk, driftAgeSeconds, rebootNeeded } = measures;
  const facts = [
    ...(disk === undefined ? [] : [`fullest disk ${disk.percent} % (${disk.node})`]),
    ...(backupAgeSeconds === undefined ? [] : [`newest backup of ${backupOf} ${ageOf(backupAgeSeconds)} old`]),
    ...(certificate === undefined
      ? []
      : [
          `first certificate ends in ${count(certificate.daysLeft, "day")} (${certificate.service} on ${certificate.node})`,
        ]),
    ...(driftAgeSeconds === undefined ? [] : [`compared with the inventory ${ageOf(driftAgeSeconds)} ago`]),
    ...(rebootNeeded.length === 0 ? [] : [`restart needed: ${rebootNeeded.join(", ")}`]),
  ];
  return [
    ...(alerts.length === 0
      ? ["needs you: nothing"]
      : ["needs you:", ...alerts.map(({ summary, runbook }) => `  ${summary}; see ${runbook}`)]),
    ...(facts.length === 0 ? [] : [facts.join("; ")]),
  ].join("\n");
}

function ageOf(seconds: number): string {
  if (seconds < 5_400) return count(Math.max(1, Math.round(seconds / 60)), "minute");
  if (seconds < 172_800) return count(Math.round(seconds / 3_600), "hour");
  return count(Math.round(seconds / 86_400), "day");
}
