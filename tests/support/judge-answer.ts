import type { ClusterResponse } from "../../lib/http/cluster-client.ts";

export type Verdict = "answered" | "refused" | "lost";

/** What became of a chat: a whole answer, an error that says so (also as the last event of a stream), or neither. */
export function judgeAnswer({ status, json }: ClusterResponse): Verdict {
  if (status !== 200) return isObject(json) && "error" in json ? "refused" : "lost";
  if (isObject(json)) return "choices" in json ? "answered" : "lost";
  const last = String(json).trimEnd().split("\n\n").at(-1) ?? "";
  if (last === "data: [DONE]") return "answered";
  return last.startsWith('data: {"error":') ? "refused" : "lost";
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
