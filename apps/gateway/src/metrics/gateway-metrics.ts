import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Contact } from "../consul/contact.ts";
import type { Expert } from "../routing/expert.ts";
import type { BreakerState } from "../upstream/breakers.ts";
import type { RequestRecord } from "../requests/request-record.ts";
import type { FailureReason } from "../upstream/failure.ts";
import { InferenceMetrics } from "./inference-metrics.ts";

/** Seconds. Language models are slow and errors are fast, so the buckets are wide. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

/** What is observed from outside at the time of a scrape. */
export interface MetricsSources {
  readonly experts: () => readonly Expert[];
  readonly contact: Pick<Contact, "connected" | "lastSeconds">;
}

/** Everything that `/metrics` shows. One object, so that two gateways in one process (tests) do not share counts. */
export class GatewayMetrics {
  readonly #registry = new Registry();
  readonly #requests = new Counter({
    name: "hearth_gateway_requests_total",
    help: "Requests answered.",
    labelNames: ["route", "model", "status"],
    registers: [this.#registry],
  });
  readonly #duration = new Histogram({
    name: "hearth_gateway_request_duration_seconds",
    help: "From a request's first byte to its answer's last.",
    labelNames: ["route", "model"],
    buckets,
    registers: [this.#registry],
  });
  readonly #inferences = new InferenceMetrics(this.#registry);
  readonly #failures = new Counter({
    name: "hearth_gateway_upstream_errors_total",
    help: "Attempts on an expert that failed.",
    labelNames: ["expert", "reason"],
    registers: [this.#registry],
  });
  readonly #breakers = new Counter({
    name: "hearth_gateway_breaker_changes_total",
    help: "Changes of an instance's circuit breaker, by the state it came to.",
    labelNames: ["state"],
    registers: [this.#registry],
  });
  readonly #tracesDropped = new Counter({
    name: "hearth_gateway_traces_dropped_total",
    help: "Traced requests that were not sent: too many waited, or the endpoint did not take them.",
    registers: [this.#registry],
  });
  readonly #inFlight = new Gauge({
    name: "hearth_gateway_requests_in_flight",
    help: "Requests being worked on.",
    registers: [this.#registry],
  });

  constructor({ experts, contact }: MetricsSources) {
    collectDefaultMetrics({ register: this.#registry });
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
    this.#observed("consul_connected", "1 while Consul answers; else the last known experts are in use.", () =>
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
    this.#inFlight.inc();
  }

  /** The path is from the route table and the model from Consul or the configuration, so the labels are bounded. */
  requestEnded(record: RequestRecord): void {
    const { path: route, model = "", status, durationMs } = record;
    this.#inFlight.dec();
    this.#requests.inc({ route, model, status });
    this.#duration.observe({ route, model }, durationMs / 1_000);
    this.#inferences.requestEnded(record);
  }

  /** A semantic hit was compared with an expert's own answer. */
  cacheChecked(right: boolean): void {
    this.#inferences.cacheChecked(right);
  }

  tracesDropped(requests: number): void {
    this.#tracesDropped.inc(requests);
  }

  upstreamFailed(expert: string, reason: FailureReason): void {
    this.#failures.inc({ expert, reason });
  }

  breakerChanged(state: BreakerState): void {
    this.#breakers.inc({ state });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
