import { safe, type Step } from "./step.ts";

export interface AnswersOptions {
  /** The systemd service that has to answer; the end of its journal is shown if it does not. */
  readonly service: string;
  /** `https://n1.hearth:8501/v1/status/leader`. */
  readonly url: string;
  readonly limitSeconds: number;
}

/** Waits until the URL answers over HTTP, with any status: the service has started and is not stuck. */
export function answers({ service, url, limitSeconds }: AnswersOptions): Step {
  const probe = 'curl -s --max-time 5 -o /dev/null "$url"';
  return {
    id: `answers ${new URL(url).origin}`,
    values: { service, url },
    verify: probe,
    apply: `wait_for ${limitSeconds} ${probe} || { journalctl -u "$service" -n 15 -o cat --no-pager; exit 1; }`,
    effect: safe,
  };
}
