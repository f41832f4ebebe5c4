import { z } from "zod";
import { attempt } from "./attempt.ts";
import { measuresOf, measuresQuery, type Attention, type FiringAlert } from "./attention.ts";

const alertsAnswer = z.object({
  data: z.object({
    alerts: z.array(
      z.object({
        state: z.string(),
        activeAt: z.string(),
        labels: z.record(z.string(), z.string()),
        annotations: z.record(z.string(), z.string()),
      }),
    ),
  }),
});
const queryAnswer = z.object({
  data: z.object({
    result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) })),
  }),
});

/** A status is wanted at once, so Prometheus has no longer than this. */
const limitMs = 5_000;

/** Asks Prometheus what needs a person; `get` fetches the JSON of a path of its API. What fails is in the answer. Never throws. */
export async function readAttention(get: (path: string) => Promise<unknown>): Promise<Attention> {
  const answers = await attempt(
    Promise.all([get("/api/v1/alerts"), get(`/api/v1/query?query=${encodeURIComponent(measuresQuery)}`)]),
    limitMs,
  );
  if (!answers.ok) return nothingKnown(`Prometheus could not be asked: ${answers.because}`);
  const [alerts, measured] = [alertsAnswer.safeParse(answers.value[0]), queryAnswer.safeParse(answers.value[1])];
  if (!alerts.success || !measured.success) return nothingKnown("Prometheus answers something else than expected");
  const samples = measured.data.data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  return {
    alerts: alerts.data.data.alerts
      .filter(({ state }) => state === "firing")
      .map(firingOf)
      .toSorted(byUrgency),
    measures: measuresOf(samples, measured.data.data.result[0]?.value[0] ?? 0),
  };
}

const nothingKnown = (problem: string): Attention => ({ alerts: [], measures: { rebootNeeded: [] }, problem });

type Alert = z.infer<typeof alertsAnswer>["data"]["alerts"][number];

function firingOf({ activeAt, labels, annotations }: Alert): FiringAlert {
  const name = labels["alertname"] ?? "";
  return {
    name,
    severity: labels["severity"] ?? "",
    node: labels["node"] ?? "",
    job: labels["job"] ?? "",
    summary: annotations["summary"] ?? name,
    runbook: annotations["runbook"] ?? "",
    since: activeAt,
  };
}

/** Critical ones first, then the oldest. */
const byUrgency = (one: FiringAlert, other: FiringAlert): number =>
  one.severity.localeCompare(other.severity) || one.since.localeCompare(other.since);
