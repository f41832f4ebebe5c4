import { z } from "zod";

const alert = z.object({
  status: z.enum(["firing", "resolved"]),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
});
type Alert = z.infer<typeof alert>;

/** What Alertmanager posts to a webhook, as far as it is used: https://prometheus.io/docs/alerting/0.25/configuration/#webhook_config */
export const notificationSchema = z.object({
  groupLabels: z.record(z.string(), z.string()),
  alerts: z.array(alert).min(1),
});
type Notification = z.infer<typeof notificationSchema>;

export interface Message {
  readonly title: string;
  readonly text: string;
  /** Whether something is wrong that cannot wait. */
  readonly isUrgent: boolean;
  /** Whether all of it is over. */
  readonly isOver: boolean;
}

/** What a person reads: what is wrong and where, then what is over, each with the page that says what to do. */
export function messageOf({ groupLabels, alerts }: Notification): Message {
  const [firing, over] = [alerts.filter(isFiring), alerts.filter((each) => !isFiring(each))];
  const where = groupLabels["node"] ?? "the cluster";
  return {
    title: `${where}: ${headline(firing, over)}`,
    text: [
      ...firing.map((each) => `${sentenceOf(each)}.${runbookOf(each)}`),
      ...over.map((each) => `Over: ${sentenceOf(each)}.`),
    ].join("\n"),
    isUrgent: firing.some(({ labels }) => labels["severity"] === "critical"),
    isOver: firing.length === 0,
  };
}

const isFiring = ({ status }: Alert): boolean => status === "firing";
const nameOf = ({ labels }: Alert): string => labels["alertname"] ?? "an alert";

const headline = (firing: readonly Alert[], over: readonly Alert[]): string =>
  firing.length > 0 ? inWords(firing) : `${inWords(over)} over`;

function inWords(alerts: readonly Alert[]): string {
  const names = [...new Set(alerts.map(nameOf))];
  return names.length <= 3 ? names.join(", ") : `${names.length} alerts`;
}

const sentenceOf = (each: Alert): string => each.annotations["summary"] ?? nameOf(each);

function runbookOf({ annotations }: Alert): string {
  const page = annotations["runbook"];
  return page === undefined ? "" : ` ${page}`;
}
