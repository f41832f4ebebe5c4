import type { HearthError } from "@hearth/kernel/errors.ts";
import type { ScriptRun } from "../ssh/run-script.ts";
import { shellFailure, sshFailure } from "../ssh/ssh-failure.ts";
import type { Check } from "./checks/check.ts";
import type { CheckResult, NodeReport } from "./report.ts";

/** New certificates must not appear to start in the future, and Consul's and Nomad's servers compare times. */
const skewLimitSeconds = 60;

export interface NodeRun {
  readonly node: string;
  readonly run: ScriptRun;
}

/** The results of a node's run of the compiled checks. If SSH itself failed, that is the only result. */
export function judgeNode({ node, run }: NodeRun, checks: readonly Check[]): NodeReport {
  const lines = run.stdout.split("\n").map((line) => line.split("\t"));
  const begun = lines.find(([word]) => word === "begin");
  const ended = lines.some(([word]) => word === "end");
  if (run.exitCode === 255 || (!ended && run.exitCode === undefined)) {
    return { node, checks: [unreachable(sshFailure(node, run))] };
  }
  if (begun === undefined) return { node, checks: [unreachable(shellFailure(node, run))] };
  const results = checks.map((check) => {
    const line = lines.find(([name]) => name === check.name);
    return resultOf(check, line);
  });
  const clock = judgeClock(Number(begun[1]), run.firstOutputAt);
  const ssh: CheckResult = { check: "ssh", state: "ok", detail: "pinned host key" };
  return { node, checks: [ssh, ...judgeKeys(run), ...judgeNoise(run.stdout), ...results, clock] };
}

function resultOf({ name, severity, hint }: Check, line: readonly string[] | undefined): CheckResult {
  const [, status, detail = ""] = line ?? [];
  if (status === "0") return { check: name, state: "ok", detail };
  return { check: name, state: severity, detail: line === undefined ? "the check did not run" : detail, hint };
}

/** As many as Hearth's own settings of sshd allow; Debian's allow two more, so that the first login succeeds and the next fails. */
const keyLimit = 4;

function judgeKeys({ offeredKeys = 0 }: ScriptRun): readonly CheckResult[] {
  if (offeredKeys <= keyLimit) return [];
  return [
    {
      check: "agent-keys",
      state: "error",
      detail: `${offeredKeys} keys were offered until one was taken, and Hearth lets sshd take ${keyLimit}`,
      hint: "Set `ssh.identityFile` in the inventory to the key that the machine knows: then only this one is offered.",
    },
  ];
}

/** What the login shell prints by itself ends up in everything that is read from the machine: addresses, keys, copies. */
function judgeNoise(stdout: string): readonly CheckResult[] {
  const noise = stdout
    .slice(0, Math.max(0, stdout.search(/^begin\t/m)))
    .split("\n")
    .map((line) => line.trim())
    .find((line) => line !== "");
  if (noise === undefined) return [];
  return [
    {
      check: "quiet-shell",
      state: "error",
      detail: `the login shell prints "${noise.slice(0, 60)}"`,
      hint: "Let a start file such as ~/.bashrc or ~/.zshenv print only in interactive shells: put `case $- in *i*) ;; *) return ;; esac` at its beginning.",
    },
  ];
}

/** @param nodeSeconds the node's clock, in s since 1970, when it sent its first line; @param seenAt ours, in ms, when it came */
function judgeClock(nodeSeconds: number, seenAt: number | undefined): CheckResult {
  const skew = seenAt === undefined ? 0 : Math.round(nodeSeconds - seenAt / 1_000);
  const direction = skew < 0 ? "behind" : "ahead of";
  if (Math.abs(skew) <= skewLimitSeconds) return { check: "clock", state: "ok", detail: `${skew} s from ours` };
  return {
    check: "clock",
    state: "error",
    detail: `${Math.abs(skew)} s ${direction} this computer's clock`,
    hint: "Set the clock, and keep it in sync with a time service: `sudo apt-get install systemd-timesyncd`.",
  };
}

const unreachable = ({ code, message, hint }: HearthError): CheckResult => ({
  check: "ssh",
  state: "error",
  detail: message,
  hint,
  code,
});
