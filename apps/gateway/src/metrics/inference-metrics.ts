import { Counter, Histogram, type Registry } from "prom-client";
import type { RequestRecord } from "../requests/request-record.ts";

/** Seconds. Language models are slow and errors are fast, so the buckets are wide. */
const longBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];
/** Seconds from one token to the next. */
const tokenBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.2, 0.5, 1, 2.5];
/** Seconds of the gateway's own work. */
const overheadBuckets = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5];

/**
 * What experts did for requests. `model` and `expert` are from Consul or the configuration and `caller` is a key's name, so every
 * label is bounded by what the person who runs the cluster has made.
 */
export class InferenceMetrics {
  readonly #firstToken: Histogram<"model">;
  readonly #perToken: Histogram<"model">;
  readonly #queued: Histogram<"expert">;
  readonly #overhead: Histogram;
  readonly #tokens: Counter<"model" | "kind">;
  readonly #cost: Counter<"model" | "caller">;
  readonly #energy: Counter<"model">;
  readonly #failures: Counter<"reason">;
  readonly #lookups: Counter<"result">;
  readonly #checks: Counter<"result">;

  constructor(registry: Registry) {
    const registers = [registry];
    const histogram = <L extends string>(name: string, help: string, buckets: number[], ...labelNames: L[]) =>
      new Histogram({ name: `hearth_gateway_${name}`, help, buckets, labelNames, registers });
    const counter = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
      new Counter({ name: `hearth_gateway_${name}`, help, labelNames, registers });

    this.#firstToken = histogram(
      "time_to_first_token_seconds",
      "From a streaming request's first byte to the first byte of its stream.",
      longBuckets,
      "model",
    );
    this.#perToken = histogram(
      "time_per_output_token_seconds",
      "Mean time from one token of a stream to the next, of each stream.",
      tokenBuckets,
      "model",
    );
    this.#queued = histogram("queue_wait_seconds", "Wait for a place at an expert.", longBuckets, "expert");
    this.#overhead = histogram(
      "overhead_seconds",
      "From a request's first byte to its being sent to an expert, less the wait in a queue.",
      overheadBuckets,
    );
    this.#tokens = counter(
      "tokens_total",
      "Tokens that experts read (prompt) and wrote (completion).",
      "model",
      "kind",
    );
    this.#cost = counter(
      "cost_total",
      "What answers cost, in the currency of the configured prices.",
      "model",
      "caller",
    );
    this.#energy = counter("energy_watt_hours_total", "Energy that answers took, by the configured prices.", "model");
    this.#failures = counter(
      "failures_total",
      "Requests that had no answer or not the whole, by error code.",
      "reason",
    );
    this.#lookups = counter("cache_lookups_total", "Requests that looked in the cache, by what they found.", "result");
    this.#checks = counter(
      "cache_checks_total",
      "Semantic hits that were compared with an expert's own answer; false / (right + false) is the share of false hits.",
      "result",
    );
  }

  requestEnded(record: RequestRecord): void {
    const { failure, cache, expert, queuedMs, overheadMs } = record;
    if (failure !== undefined) this.#failures.inc({ reason: failure });
    if (cache !== undefined) this.#lookups.inc({ result: cache });
    if (overheadMs === undefined) return;
    this.#overhead.observe(overheadMs / 1_000);
    if (queuedMs !== undefined) this.#queued.observe({ expert: expert ?? "" }, queuedMs / 1_000);
    this.#answered(record);
  }

  cacheChecked(right: boolean): void {
    this.#checks.inc({ result: right ? "right" : "false" });
  }

  #answered({ model = "", caller = "", stream, firstByteMs, durationMs, usage, cost, failure }: RequestRecord): void {
    if (stream === true && firstByteMs !== undefined) {
      this.#firstToken.observe({ model }, firstByteMs / 1_000);
      const gaps = (usage?.completionTokens ?? 0) - 1;
      if (failure === undefined && gaps > 0)
        this.#perToken.observe({ model }, (durationMs - firstByteMs) / gaps / 1_000);
    }
    if (usage !== undefined) {
      this.#tokens.inc({ model, kind: "prompt" }, usage.promptTokens);
      this.#tokens.inc({ model, kind: "completion" }, usage.completionTokens);
    }
    if (cost === undefined) return;
    if (cost.micros > 0) this.#cost.inc({ model, caller }, cost.micros / 1e6);
    if (cost.wattHours > 0) this.#energy.inc({ model }, cost.wattHours);
  }
}
