import type { Recalled } from "../../domain/exchange.ts";
import type { RequestRecord } from "../record/request-record.ts";
import { longBuckets, overheadBuckets, tokenBuckets } from "./buckets.ts";
import { counter } from "./counter-family.ts";
import { histogram } from "./histogram-family.ts";

const joulesPerWattHour = 3_600;

/**
 * Metrics of the experts' work. `model` and `expert` come from Consul or the configuration and `caller` is a key's name, so the
 * number of label values is bounded.
 */
export class InferenceMetrics {
  readonly #firstToken = histogram({
    name: "time_to_first_token_seconds",
    help: "From a streaming request's first byte to the first byte of its stream.",
    buckets: longBuckets,
    labelNames: ["model"],
  });
  readonly #perToken = histogram({
    name: "time_per_output_token_seconds",
    help: "Mean time between two tokens, per stream.",
    buckets: tokenBuckets,
    labelNames: ["model"],
  });
  readonly #gaps = histogram({
    name: "inter_token_seconds",
    help: "Time between two pieces of a stream, which mostly are tokens.",
    buckets: tokenBuckets,
    labelNames: ["model"],
  });
  readonly #queued = histogram({
    name: "queue_wait_seconds",
    help: "Time that requests waited for a slot in an expert.",
    buckets: longBuckets,
    labelNames: ["expert"],
  });
  readonly #overhead = histogram({
    name: "overhead_seconds",
    help: "From a request's first byte until it is sent to an expert, minus the time in the queue.",
    buckets: overheadBuckets,
    labelNames: [],
  });
  readonly #tokens = counter({
    name: "tokens_total",
    help: "Tokens that experts read (prompt) and wrote (completion).",
    labelNames: ["model", "kind"],
  });
  readonly #cost = counter({
    name: "cost_total",
    help: "Cost of answers, in the currency of the configured prices.",
    labelNames: ["model", "caller"],
  });
  readonly #energy = counter({
    name: "energy_joules_total",
    help: "Energy used by answers, by the configured prices.",
    labelNames: ["model"],
  });
  readonly #failures = counter({
    name: "failures_total",
    help: "Requests with no answer or only a part of one, by error code.",
    labelNames: ["reason"],
  });
  readonly #lookups = counter({
    name: "cache_lookups_total",
    help: "Cache lookups, by result.",
    labelNames: ["result"],
  });
  readonly #checks = counter({
    name: "cache_checks_total",
    help: "Semantic hits compared with an expert's own answer; false / (right + false) is the share of false hits.",
    labelNames: ["result"],
  });
  readonly #recalls = counter({
    name: "memory_lookups_total",
    help: "Chats of keys that ask for memories, by result.",
    labelNames: ["result"],
  });
  readonly #notes = counter({
    name: "memory_notes_total",
    help: "Notes from memory that were added to chats.",
    labelNames: ["model"],
  });
  readonly #recallWait = histogram({
    name: "memory_wait_seconds",
    help: "Time that chats waited for the memory service.",
    buckets: overheadBuckets,
    labelNames: [],
  });
  readonly #families = [
    this.#firstToken,
    this.#perToken,
    this.#gaps,
    this.#queued,
    this.#overhead,
    this.#tokens,
    this.#cost,
    this.#energy,
    this.#failures,
    this.#lookups,
    this.#checks,
    this.#recalls,
    this.#notes,
    this.#recallWait,
  ];

  requestEnded(record: RequestRecord): void {
    const { failure, cache, expert, queuedMs, overheadMs } = record;
    if (failure !== undefined) this.#failures.add([failure]);
    if (cache !== undefined) this.#lookups.add([cache]);
    if (record.memories !== undefined) this.#recalled(record.memories, record);
    if (overheadMs === undefined) return;
    this.#overhead.observe([], overheadMs / 1_000);
    if (queuedMs !== undefined) this.#queued.observe([expert ?? ""], queuedMs / 1_000);
    this.#answered(record);
  }

  streamGap(model: string, gapMs: number): void {
    this.#gaps.observe([model], gapMs / 1_000);
  }

  cacheChecked(right: boolean): void {
    this.#checks.add([right ? "right" : "false"]);
  }

  text(): string {
    return this.#families.map((family) => family.text()).join("");
  }

  #recalled(memories: Recalled, { model = "", memoriesMs }: RequestRecord): void {
    const isCount = typeof memories === "number";
    this.#recalls.add([isCount ? (memories === 0 ? "none" : "added") : memories]);
    if (isCount) this.#notes.add([model], memories);
    if (memoriesMs !== undefined) this.#recallWait.observe([], memoriesMs / 1_000);
  }

  #answered({ model = "", caller = "", stream, firstByteMs, durationMs, usage, cost, failure }: RequestRecord): void {
    if (stream === true && firstByteMs !== undefined) {
      this.#firstToken.observe([model], firstByteMs / 1_000);
      const gaps = (usage?.completionTokens ?? 0) - 1;
      if (failure === undefined && gaps > 0) this.#perToken.observe([model], (durationMs - firstByteMs) / gaps / 1_000);
    }
    if (usage !== undefined) {
      this.#tokens.add([model, "prompt"], usage.promptTokens);
      this.#tokens.add([model, "completion"], usage.completionTokens);
    }
    if (cost === undefined) return;
    if (cost.micros > 0) this.#cost.add([model, caller], cost.micros / 1e6);
    if (cost.wattHours > 0) this.#energy.add([model], cost.wattHours * joulesPerWattHour);
  }
}
