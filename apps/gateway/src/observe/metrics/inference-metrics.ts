import type { Recalled } from "../../domain/exchange.ts";
import type { RequestRecord } from "../record/request-record.ts";
import { longBuckets, overheadBuckets, tokenBuckets } from "./buckets.ts";
import { counter } from "./counter-family.ts";
import { histogram } from "./histogram-family.ts";

const joulesPerWattHour = 3_600;

/**
 * What experts did for requests. `model` and `expert` are from Consul or the configuration and `caller` is a key's name, so every
 * label is bounded by what the person who runs the cluster has made.
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
    help: "Mean time from one token of a stream to the next, of each stream.",
    buckets: tokenBuckets,
    labelNames: ["model"],
  });
  readonly #gaps = histogram({
    name: "inter_token_seconds",
    help: "From one piece of a stream, mostly a token, to the next.",
    buckets: tokenBuckets,
    labelNames: ["model"],
  });
  readonly #queued = histogram({
    name: "queue_wait_seconds",
    help: "Wait for a place at an expert.",
    buckets: longBuckets,
    labelNames: ["expert"],
  });
  readonly #overhead = histogram({
    name: "overhead_seconds",
    help: "From a request's first byte to its being sent to an expert, less the wait in a queue.",
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
    help: "What answers cost, in the currency of the configured prices.",
    labelNames: ["model", "caller"],
  });
  readonly #energy = counter({
    name: "energy_joules_total",
    help: "Energy that answers took, by the configured prices.",
    labelNames: ["model"],
  });
  readonly #failures = counter({
    name: "failures_total",
    help: "Requests that had no answer or not the whole, by error code.",
    labelNames: ["reason"],
  });
  readonly #lookups = counter({
    name: "cache_lookups_total",
    help: "Requests that looked in the cache, by what they found.",
    labelNames: ["result"],
  });
  readonly #checks = counter({
    name: "cache_checks_total",
    help: "Semantic hits compared with an expert's own answer; false / (right + false) is the share of false hits.",
    labelNames: ["result"],
  });
  readonly #recalls = counter({
    name: "memory_lookups_total",
    help: "Chats of keys that ask for memories, by what came of it.",
    labelNames: ["result"],
  });
  readonly #notes = counter({
    name: "memory_notes_total",
    help: "Remembered notes that went along with chats.",
    labelNames: ["model"],
  });
  readonly #recallWait = histogram({
    name: "memory_wait_seconds",
    help: "Wait for the memory service, whether or not it had something.",
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
