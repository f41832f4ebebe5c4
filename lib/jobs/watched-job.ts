import type { Alert } from "../plan/alert.ts";

/** A job whose services Prometheus watches, as its declaration describes it. */
export interface WatchedJob {
  readonly id: string;
  /** Its services in Consul; it is well if each has an instance whose checks pass. */
  readonly services: readonly string[];
  /** The node that it is bound to; empty if Nomad chooses. */
  readonly node: string;
  readonly needs: readonly string[];
  /** Those of the machines that it needs which may be off; absent if there are none. */
  readonly mayBeOff?: readonly string[];
  /** Name of the alert that says that it is down. */
  readonly downAlert: string;
  /** Share of thirty days in which it has to answer; absent if nothing was promised. */
  readonly availability?: number;
}

/** Says that a job is down, unless one that it needs is down: the cause gets the message, not everything that stands on it. */
export function downAlert({ id, needs, mayBeOff = [], downAlert: name }: WatchedJob): Alert {
  const cause = needs.length === 0 ? "" : ` unless on () (hearth_job_healthy{job=~"${needs.join("|")}"} == 0)`;
  const off = mayBeOff.map((node) => ` unless on () (max(up{node="${node}"}) == 0)`).join("");
  return {
    name,
    expression: `hearth_job_healthy{job="${id}"} == 0${cause}${off}`,
    forSeconds: 60,
    severity: "critical",
    summary: "{job} is down{{ with $labels.node }}; it ran on {{ . }}{{ end }}",
    labels: { job: id },
  };
}

const days = 30;
/** How often rules about availability are evaluated; also in templates/jobs/prometheus/rules.yml.hbs. */
const everySeconds = 60;
/** At this speed, a budget for thirty days is used up in two. */
const fastBurn = 14.4;

/** Alerts about the time in which a job did not answer, where its declaration promises an availability. */
export function budgetAlerts({ id, availability }: WatchedJob): readonly Alert[] {
  if (availability === undefined) return [];
  const series = `hearth_job_unavailable{job="${id}"}`;
  // Rounded, because it is compared with sums of ones.
  const budget = Math.round(days * 86_400 * (1 - availability));
  const threshold = Number((fastBurn * (1 - availability)).toFixed(6));
  const percent = Number((100 * availability).toFixed(3));
  return [
    {
      name: "BudgetBurning",
      // Not of a cluster that is just being made.
      expression: `avg_over_time(${series}[1h]) > ${threshold} and avg_over_time(${series}[5m]) > ${threshold} and count_over_time(${series}[1h]) >= ${1_800 / everySeconds}`,
      forSeconds: 0,
      severity: "critical",
      summary: `{job} has not answered for {value:share} of the last hour; at ${percent} % over ${days} days, its budget would be gone in two days`,
      labels: { job: id },
    },
    {
      name: "BudgetBurnt",
      expression: `sum_over_time(${series}[${days}d]) * ${everySeconds} > ${budget}`,
      forSeconds: 0,
      severity: "warning",
      summary: `{job} has not answered for {value:duration} in ${days} days, which is more than ${percent} % allow`,
      labels: { job: id },
    },
  ];
}
