/**
 * Something that Prometheus watches, and that a person has to know when it happens. The role or job that it is about declares it; what a person
 * does about it is on the alert's page in docs/runbooks.
 */
export interface Alert {
  /** In words that start with capitals: `DiskFull`. */
  readonly name: string;
  /** In PromQL. Each series of the result is one alert; its labels should include `node` and `job` where there is one. */
  readonly expression: string;
  /** How long it has to be so. */
  readonly forSeconds: number;
  /** How long it goes on firing when it is no longer so; absent for not at all. */
  readonly keepFiringSeconds?: number;
  /** `critical` for what is not working, or will not be tomorrow; `warning` for what can wait for a day. */
  readonly severity: "critical" | "warning";
  /** One sentence. `{node}` stands for that label, `{value}` for the value: a number of seconds as `{value:duration}`, rounded as `{value:whole}`. */
  readonly summary: string;
  /** In addition to those of the series. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Where the alert's page is in the checkout: `docs/runbooks/disk-full.md` for `DiskFull`. */
export const runbookOf = (alert: string): string =>
  `docs/runbooks/${alert.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase()}.md`;

const forms = { duration: " | humanizeDuration", share: " | humanizePercentage", whole: ' | printf "%.0f"' } as const;
const isForm = (name: string): name is keyof typeof forms => Object.hasOwn(forms, name);

/** A summary in the language of Prometheus' templates. */
export const prometheusSummary = (summary: string): string =>
  summary.replaceAll(/(?<!\{)\{(\w+)(?::(\w+))?\}/g, (_all, name: string, form?: string) => {
    const value = name === "value" ? "$value" : `$labels.${name}`;
    return `{{ ${value}${form !== undefined && isForm(form) ? forms[form] : ""} }}`;
  });
