/** Values of a series, one each 15 seconds: `[1, 4]` is four times 1. */
export type Values = readonly (readonly [value: number, times: number])[];

/** A fault as Prometheus sees it, with what it must make of it. */
export interface AlertCase {
  readonly alert: string;
  readonly series: Readonly<Record<string, Values>>;
  /** When the fault begins: the alert must not be there yet. */
  readonly faultSeconds: number;
  /** When it must have ended; absent where that takes too long to be evaluated. */
  readonly clearSeconds?: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly summary: string;
  /** How often rules are evaluated, if it is not every 15 seconds. */
  readonly everySeconds?: number;
}

/** How long after its beginning every fault must be an alert. */
export const alertLimitSeconds = 120;

/** A file for `promtool test rules`, as JSON, which is YAML. */
export function ruleTest(
  rules: string,
  { alert, series, faultSeconds, clearSeconds, labels, summary, everySeconds = 15 }: AlertCase,
  runbook: string,
): string {
  const at = (seconds: number, alerts: readonly unknown[]) => ({
    eval_time: `${seconds}s`,
    alertname: alert,
    exp_alerts: alerts,
  });
  const firing = { exp_labels: labels, exp_annotations: { summary, runbook } };
  return JSON.stringify({
    rule_files: [rules],
    evaluation_interval: `${everySeconds}s`,
    tests: [
      {
        interval: "15s",
        input_series: Object.entries(series).map(([name, values]) => ({ series: name, values: notation(values) })),
        alert_rule_test: [
          at(faultSeconds, []),
          at(faultSeconds + alertLimitSeconds, [firing]),
          ...(clearSeconds === undefined ? [] : [at(clearSeconds, [])]),
        ],
      },
    ],
  });
}

/** In promtool's notation, where the first of the repeated values is not counted; NaN stands for no sample. */
const notation = (values: Values): string =>
  values.map(([value, times]) => (Number.isNaN(value) ? `_x${times}` : `${value}x${times - 1}`)).join(" ");
