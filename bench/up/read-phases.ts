/** A line of Hearth's log file, as far as it is read here. */
interface LogLine {
  readonly at: string;
  readonly kind: string;
  readonly name?: string;
  readonly text?: string;
}

/** What an `up` spends its time on, in order; together they are the whole. */
export const phases = ["lab", "preparation", "units", "jobs", "first token"] as const;
export type Phase = (typeof phases)[number];
export type PhaseSeconds = Readonly<Record<Phase, number>>;

/**
 * Divides one `hearth up` by what its log file says.
 * @param log lines of JSON of this run
 * @param startedAt when the command was started, ms since 1970
 * @param endedAt when it ended
 */
export function readPhases(log: string, startedAt: number, endedAt: number): PhaseSeconds {
  const lines = log
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as LogLine)
    .filter(({ at }) => Date.parse(at) >= startedAt);
  const last = (is: (line: LogLine) => boolean): number | undefined => {
    const found = lines.findLast(is);
    return found === undefined ? undefined : Date.parse(found.at);
  };
  const step = (kind: string, name: string) => (line: LogLine) => line.kind === kind && line.name === name;
  const lab = last(step("step-done", "wait for SSH on the lab's nodes")) ?? startedAt;
  const pulumi = last(step("step-started", "pulumi up")) ?? lab;
  // Units are `n1/base`; `job/…` and `gate/…` come after the last of them.
  const units = last(({ text }) => /^ {2}\w+ (?!job\/|gate\/)\S+\/\S+ /.test(text ?? "")) ?? pulumi;
  const jobs = last(step("step-done", "pulumi up")) ?? units;
  const marks = [startedAt, lab, pulumi, units, jobs, endedAt];
  return Object.fromEntries(
    phases.map((phase, index) => [phase, ((marks[index + 1] ?? 0) - (marks[index] ?? 0)) / 1_000]),
  ) as PhaseSeconds;
}
