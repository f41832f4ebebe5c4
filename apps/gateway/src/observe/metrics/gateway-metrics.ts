import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { dropMisnamed } from "@hearth/service/drop-misnamed.ts";
import type { Contact } from "../../upstream/consul/contact.ts";
import type { Expert } from "../../domain/expert.ts";
import type { BreakerState } from "../../upstream/experts/breakers.ts";
import type { RequestRecord } from "../record/request-record.ts";
import type { FailureReason } from "../../domain/failure.ts";
import { longBuckets } from "./buckets.ts";
import { counter } from "./counter-family.ts";
import { histogram } from "./histogram-family.ts";
import { InferenceMetrics } from "./inference-metrics.ts";

/** State that is read at each scrape. */
export interface MetricsSources {
  readonly experts: () => readonly Expert[];
  readonly contact: Pick<Contact, "connected" | "lastSeconds">;
}

/** All metrics of `/metrics`. An object, so that two gateways in one process (tests) do not share counts. */
export class GatewayMetrics {
  readonly #registry = new Registry();
  readonly #requests = counter({
    name: "requests_total",
    help: "Requests answered.",
    labelNames: ["route", "model", "status"],
  });
  readonly #duration = histogram({
    name: "request_duration_seconds",
    help: "From a request's first byte to the last byte of its answer.",
    labelNames: ["route", "model"],
    buckets: longBuckets,
  });
  readonly #inferences = new InferenceMetrics();
  readonly #failures = counter({
    name: "upstream_errors_total",
    help: "Failed attempts at experts.",
    labelNames: ["expert", "reason"],
  });
  readonly #breakers = counter({
    name: "breaker_changes_total",
    help: "State changes of instances' circuit breakers, by the new state.",
    labelNames: ["state"],
  });
  readonly #tracesDropped = counter({
    name: "traces_dropped_total",
    help: "Traced requests that were not exported: the queue was full, or the endpoint refused them.",
    labelNames: [],
  });
  #inFlight = 0;

  constructor({ experts, contact }: MetricsSources) {
    collectDefaultMetrics({ register: this.#registry });
    dropMisnamed(this.#registry);
    this.#observed("requests_in_flight", "Requests in progress.", () => this.#inFlight);
    const instances: Gauge<"expert" | "kind" | "model"> = new Gauge({
      name: "hearth_gateway_expert_instances",
      help: "Instances of an expert that pass their health checks.",
      labelNames: ["expert", "kind", "model"],
      registers: [this.#registry],
      collect() {
        instances.reset();
        for (const { name, kind, model, instances: passing } of experts()) {
          instances.set({ expert: name, kind, model }, passing.length);
        }
      },
    });
    this.#observed("consul_connected", "1 while Consul answers; 0 while the last known experts are in use.", () =>
      Number(contact.connected),
    );
    this.#observed("consul_last_contact_timestamp_seconds", "When Consul last answered.", () => contact.lastSeconds);
  }

  #observed(name: string, help: string, value: () => number): void {
    const gauge: Gauge = new Gauge({
      name: `hearth_gateway_${name}`,
      help,
      registers: [this.#registry],
      collect: () => gauge.set(value()),
    });
  }

  requestStarted(): void {
    this.#inFlight += 1;
  }

  /** The path is from the route table and the model from Consul or the configuration, so the labels are bounded. */
  requestEnded(record: RequestRecord): void {
    const { path: route, model = "", status, durationMs } = record;
    this.#inFlight -= 1;
    this.#requests.add([route, model, String(status)]);
    this.#duration.observe([route, model], durationMs / 1_000);
    this.#inferences.requestEnded(record);
  }

  /** Counts a semantic hit that was compared with an expert's own answer. */
  cacheChecked(right: boolean): void {
    this.#inferences.cacheChecked(right);
  }

  /** Records the time between two pieces of a stream. */
  streamGap(model: string, gapMs: number): void {
    this.#inferences.streamGap(model, gapMs);
  }

  tracesDropped(requests: number): void {
    this.#tracesDropped.add([], requests);
  }

  upstreamFailed(expert: string, reason: FailureReason): void {
    this.#failures.add([expert, reason]);
  }

  breakerChanged(state: BreakerState): void {
    this.#breakers.add([state]);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  async text(): Promise<string> {
    const families = [this.#requests, this.#duration, this.#failures, this.#breakers, this.#tracesDropped];
    return `${families.map((family) => family.text()).join("")}${this.#inferences.text()}${await this.#registry.metrics()}`;
  }
}
