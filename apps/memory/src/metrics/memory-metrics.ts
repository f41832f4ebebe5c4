import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import { dropMisnamed } from "@hearth/service/drop-misnamed.ts";

/** Seconds. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** A counted request; `endpoint` is from the endpoint table, so the number of label values is bounded. */
export interface CountedRequest {
  readonly endpoint: string;
  readonly status: number;
  readonly seconds: number;
}

/** State that is read at each scrape. */
export interface MetricsSources {
  /** Texts waiting for a vector; 0 without an embedding expert. */
  readonly unembedded: () => Promise<number>;
  readonly embeddingsAvailable: () => boolean;
  /** Memories with a vector waiting to be compared with their nearest. */
  readonly uncompared: () => number;
}

/** All metrics of `/metrics`. */
export class MemoryMetrics {
  readonly #registry = new Registry();
  readonly #requests = new Counter({
    name: "hearth_memory_requests_total",
    help: "Requests answered.",
    labelNames: ["endpoint", "status"],
    registers: [this.#registry],
  });
  readonly #duration = new Histogram({
    name: "hearth_memory_request_duration_seconds",
    help: "From a request's first byte to the last byte of its answer.",
    labelNames: ["endpoint"],
    buckets,
    registers: [this.#registry],
  });
  readonly #inFlight = new Gauge({
    name: "hearth_memory_requests_in_flight",
    help: "Requests in progress.",
    registers: [this.#registry],
  });

  constructor({ unembedded, embeddingsAvailable, uncompared }: MetricsSources) {
    collectDefaultMetrics({ register: this.#registry });
    dropMisnamed(this.#registry);
    const waiting: Gauge = new Gauge({
      name: "hearth_memory_unembedded",
      help: "Texts waiting for a vector.",
      registers: [this.#registry],
      collect: async () => waiting.set(await unembedded()),
    });
    const comparing: Gauge = new Gauge({
      name: "hearth_memory_uncompared",
      help: "Memories with a vector waiting to be compared with their nearest ones.",
      registers: [this.#registry],
      collect: () => comparing.set(uncompared()),
    });
    const available: Gauge = new Gauge({
      name: "hearth_memory_embeddings_available",
      help: "1 while the embedding expert answers; 0 while search uses words only.",
      registers: [this.#registry],
      collect: () => available.set(Number(embeddingsAvailable())),
    });
  }

  requestStarted(): void {
    this.#inFlight.inc();
  }

  requestEnded({ endpoint, status, seconds }: CountedRequest): void {
    this.#inFlight.dec();
    this.#requests.inc({ endpoint, status });
    this.#duration.observe({ endpoint }, seconds);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
