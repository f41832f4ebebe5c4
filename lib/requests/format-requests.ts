import { localTime } from "@hearth/kernel/local-time.ts";
import { table } from "@hearth/kernel/table.ts";
import { answerSpeed } from "./answer-speed.ts";
import type { RequestEntry } from "./request-entry.ts";

/** The newest requests as a table, the newest first, for a person. */
export function formatRequests(
  entries: readonly RequestEntry[],
  {
    failed = false,
    ...options
  }: { readonly width?: number; /** Whether they are those that failed. */ readonly failed?: boolean } = {},
): string {
  if (entries.length === 0) return `no ${failed ? "failed requests" : "requests"} since the gateway started`;
  const headings = [
    "time",
    "key",
    "path",
    "status",
    "expert",
    "by",
    "cache",
    "queue",
    "first",
    "all",
    "tokens",
    "tokens/s",
    "",
  ];
  return table(headings, entries.map(rowOf), options);
}

const rowOf = (entry: RequestEntry): readonly string[] => [
  localTime(new Date(entry.startedAt)),
  entry.caller ?? "-",
  entry.path.replace(/^\/v1\//, ""),
  String(entry.status),
  entry.expert ?? "-",
  entry.routing ?? "-",
  entry.cache ?? "-",
  duration(entry.queuedMs),
  duration(entry.firstByteMs),
  duration(entry.durationMs),
  entry.promptTokens === undefined ? "-" : `${entry.promptTokens}+${entry.completionTokens ?? 0}`,
  answerSpeed(entry)?.toFixed(1) ?? "-",
  entry.failure ?? "",
];

function duration(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return "-";
  return milliseconds < 1_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1_000).toFixed(1)} s`;
}
