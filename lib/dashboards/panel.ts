/** What a person sees of one question to Prometheus. Jobs declare theirs, as data: only what packs the dashboards loads Grafana's SDK. */
export interface Panel {
  /** Title of the dashboard that it is on; all jobs may add to each, and a new title makes a new dashboard. */
  readonly dashboard: string;
  readonly title: string;
  /** What it says and when it matters, one or two sentences, for a person who does not know PromQL. */
  readonly about: string;
  readonly unit: Unit;
  /** `number` shows one large number, `bars` the present values side by side, `states` when something was well and when not. */
  readonly shows: "lines" | "number" | "bars" | "states" | "table";
  readonly queries: readonly Query[];
  /** Where it turns yellow and red. */
  readonly limits?: Limits;
  /** Of a table: labels of the series in the order of their columns, each with the title of its column. */
  readonly columns?: Readonly<Record<string, string>>;
  /** Of a table: title of the column with the value; absent for none. */
  readonly valueColumn?: string;
  /** Takes the whole width. */
  readonly wide?: true;
  /** Shown if there are no series; only for a panel that may have none while all is well. */
  readonly whenEmpty?: string;
}

export interface Query {
  /** In PromQL; `$__rate_interval` is a span that holds a few measurements. */
  readonly expression: string;
  /** Name of each series; `{{node}}` stands for that label. */
  readonly legend: string;
}

export interface Limits {
  readonly warning: number;
  readonly bad: number;
  /** `below` where small values are the bad ones. */
  readonly side: "above" | "below";
}

/** Grafana's names of units that a person knows. `well` is 1 for well and 0 for not. */
export type Unit =
  | "bytes"
  | "Bps"
  | "celsius"
  | "dtdurations"
  | "joule"
  | "none"
  | "ops"
  | "percent"
  | "percentunit"
  | "reqps"
  | "s"
  | "short"
  | "suffix: tokens/s"
  | "watt"
  | "well";
