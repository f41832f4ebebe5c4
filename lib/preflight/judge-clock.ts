import type { CheckResult } from "./report.ts";

/** Certificates made a moment ago must not lie in the future, and Consul's and Nomad's servers compare times. */
const skewLimitSeconds = 60;

/** @param nodeSeconds the node's clock, in s since 1970, when its first line left; @param seenAt ours, in ms, when it came */
export function judgeClock(nodeSeconds: number, seenAt: number | undefined): CheckResult {
  const skew = seenAt === undefined ? 0 : Math.round(nodeSeconds - seenAt / 1_000);
  const direction = skew < 0 ? "behind" : "ahead of";
  if (Math.abs(skew) <= skewLimitSeconds) return { check: "clock", state: "ok", detail: `${skew} s from ours` };
  return {
    check: "clock",
    state: "error",
    detail: `${Math.abs(skew)} s ${direction} this computer's clock`,
    hint: "Set the clock, and keep it by a time service: `sudo apt-get install systemd-timesyncd`.",
  };
}
