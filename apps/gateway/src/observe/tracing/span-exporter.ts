import type { Dispatcher } from "undici";
import { messageOf } from "@hearth/kernel/errors.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import type { RequestRecord } from "../record/request-record.ts";
import { otlpSpans } from "./otlp-spans.ts";
import type { TracingConfig } from "@hearth/contracts/gateway/tracing-config.ts";

export interface SpanExporterPorts {
  readonly dispatcher: Pick<Dispatcher, "request">;
  readonly log: JsonLog;
  /** Called with the number of traced requests that were not sent: the queue was full, or the endpoint refused them. */
  readonly onDropped: (requests: number) => void;
}

export interface SpanExporterOptions extends Omit<TracingConfig, "endpoint" | "headersFile"> {
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Exports the spans of sampled requests by OTLP, in batches and in the background; drops spans when its queue is full. */
export class SpanExporter {
  readonly #options: SpanExporterOptions;
  readonly #ports: SpanExporterPorts;
  readonly #timer: NodeJS.Timeout;
  #waiting: RequestRecord[] = [];
  #sending = false;
  #failing = false;

  constructor(options: SpanExporterOptions, ports: SpanExporterPorts) {
    this.#options = options;
    this.#ports = ports;
    this.#timer = setInterval(() => void this.flush(), options.everyMs).unref();
  }

  add(record: RequestRecord): void {
    if (record.trace?.sampled !== true) return;
    if (this.#waiting.length >= this.#options.queue) this.#ports.onDropped(1);
    else this.#waiting.push(record);
  }

  /** Sends the queued spans; does nothing while a batch is being sent. */
  async flush(): Promise<void> {
    if (this.#sending || this.#waiting.length === 0) return;
    const records = this.#waiting;
    this.#waiting = [];
    this.#sending = true;
    try {
      await this.#send(records);
      this.#failing = false;
    } catch (error) {
      this.#ports.onDropped(records.length);
      // Log once per outage: a line every few seconds would bury the rest of the log.
      if (!this.#failing) this.#ports.log.warn("traces not sent", { because: messageOf(error) });
      this.#failing = true;
    } finally {
      this.#sending = false;
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }

  async #send(records: readonly RequestRecord[]): Promise<void> {
    const { endpoint, headers, limitMs, serviceName } = this.#options;
    const { origin, pathname, search } = new URL(endpoint);
    const spans = records.flatMap((record) => (record.trace === undefined ? [] : otlpSpans(record, record.trace)));
    const resource = { attributes: [{ key: "service.name", value: { stringValue: serviceName } }] };
    const { statusCode, body } = await this.#ports.dispatcher.request({
      origin,
      path: pathname + search,
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "hearth" }, spans }] }] }),
      signal: AbortSignal.timeout(limitMs),
    });
    await body.dump();
    if (statusCode >= 300) throw new Error(`the endpoint answered with status ${statusCode}`);
  }
}
