import { localTime } from "@hearth/kernel/local-time.ts";
import { livenessSlot } from "@hearth/contracts/gateway/liveness-slot.ts";

/** A line of a log, as it is shown. */
export interface LogLine {
  /** Only services of ours write when something happened. */
  readonly at?: Date;
  readonly text: string;
}

export interface LogSelection {
  /** How many lines at most, from the end. */
  readonly last?: number;
  /** Lines before this are left out; lines that say no time go with the line before them. */
  readonly since?: Date;
  readonly grep?: RegExp;
  /** Whether the checks that ask every few seconds whether a job is alive are shown. */
  readonly liveness?: boolean;
}

/** The lines of the end of a log. The first is dropped if it may have been cut, as it is where more was there than was read. */
export function wholeLines(text: string, limitBytes: number): readonly string[] {
  const lines = text.split("\n").filter((line) => line !== "");
  return Buffer.byteLength(text) < limitBytes ? lines : lines.slice(1);
}

/** What the end of a log has that an earlier look at it had not; all of it if nothing of the earlier look is left. */
export function newLines(before: readonly string[], after: readonly string[]): readonly string[] {
  for (let start = Math.max(0, before.length - after.length); start < before.length; start++) {
    const rest = before.slice(start);
    if (rest.every((line, index) => line === after[index])) return after.slice(rest.length);
  }
  return after;
}

export function selectLines(
  lines: readonly string[],
  { last, since, grep, liveness = false }: LogSelection,
): readonly LogLine[] {
  const kept: LogLine[] = [];
  let isOld = false;
  for (const line of liveness ? lines : withoutLiveness(lines)) {
    const read = readLine(line);
    if (since !== undefined && read.at !== undefined) isOld = read.at < since;
    if (!isOld && (grep === undefined || grep.test(read.text))) kept.push(read);
  }
  return last === undefined ? kept : kept.slice(Math.max(0, kept.length - last));
}

const livenessLines = [
  new RegExp(`\\bid +${livenessSlot} \\|`),
  /\b(?:GET \/(?:health|metrics)|POST \/completion)\b/,
  /"path":"\/(?:health|metrics)"/,
];

/** llama-server writes how long an answer took in lines below the one that names the slot. */
const continuation = /^\s*(?:prompt eval time|eval time|total time|graphs reused|draft acceptance)\b/;

function withoutLiveness(lines: readonly string[]): readonly string[] {
  let dropped = false;
  return lines.filter((line) => {
    dropped = livenessLines.some((pattern) => pattern.test(line)) || (dropped && continuation.test(line));
    return !dropped;
  });
}

/** A line of JSON as a sentence in local time: `14:03:22 warn  request failed  status=503`. */
function readLine(line: string): LogLine {
  const fields = fieldsOf(line);
  if (fields === undefined) return { text: line };
  const { time, level, event, ...others } = fields;
  const at = typeof time === "string" ? new Date(time) : undefined;
  const known = at !== undefined && !Number.isNaN(at.getTime());
  const details = Object.entries(others).map(
    ([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  const words = [known ? localTime(at) : "", textOf(level), [textOf(event), ...details].join("  ")];
  return { ...(known && { at }), text: words.filter((word) => word !== "").join(" ") };
}

function fieldsOf(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
