import { readFileSync } from "node:fs";
import type { Dispatcher } from "undici";
import { messageOf } from "@hearth/kernel/errors.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import type { OutsideExpert } from "./outside-models.ts";
import type { Permits } from "./permits.ts";
import { UpstreamFailure } from "../../domain/failure.ts";
import { TranslatedAnswer } from "./translated-answer.ts";

export interface OutsideDispatcherPorts {
  readonly inner: Pick<Dispatcher, "dispatch">;
  readonly models: readonly OutsideExpert[];
  readonly permits: Permits;
  readonly log: JsonLog;
}

/**
 * The only way out of the house: requests to outside models go to their provider, in its form and with its key; all others pass
 * unchanged. Each request that leaves is logged, without its content. Request ids and trace headers are not sent out.
 */
export function outsideDispatcher({
  inner,
  models,
  permits,
  log,
}: OutsideDispatcherPorts): Pick<Dispatcher, "dispatch"> {
  if (models.length === 0) return inner;
  const byOrigin = new Map(models.map((model) => [model.expert.instances[0]?.origin, model]));

  const send = (
    model: OutsideExpert,
    options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ): boolean => {
    const { adapter, url, keyFile, provider } = model;
    const body = options.body as Buffer;
    const permit = permits.get(body)?.get(provider);
    if (permit === undefined) throw new Error("a request without a permit tried to leave the house");
    const key = keyFile === undefined ? undefined : readFileSync(keyFile, "utf8").trim();
    const json = JSON.parse(body.toString()) as Readonly<Record<string, unknown>>;
    const request = adapter.request(options.path, json, { model: model.model, maxTokens: model.maxTokens, key });
    const headers = options.headers as Readonly<Record<string, string>>;
    log.info("outside", {
      requestId: headers["x-request-id"],
      ...permit,
      provider,
      model: model.model,
      bytes: Buffer.byteLength(request.body),
    });
    return inner.dispatch(
      {
        origin: url.origin,
        path: url.pathname.replace(/\/$/, "") + request.path + url.search,
        method: "POST",
        headers: { ...request.headers, "content-type": "application/json" },
        body: request.body,
      },
      adapter.answer === undefined ? handler : new TranslatedAnswer(handler, adapter.answer()),
    );
  };

  return {
    dispatch(options, handler) {
      const model = byOrigin.get(String(options.origin));
      if (model === undefined) return inner.dispatch(options, handler);
      try {
        return send(model, options, handler);
      } catch (error) {
        log.error("request to provider failed", { provider: model.provider, because: messageOf(error) });
        handler.onResponseError?.(neverStarted, new UpstreamFailure("connect_failed"));
        return false;
      }
    },
  };
}

const neverStarted: Dispatcher.DispatchController = {
  rawHeaders: null,
  rawTrailers: null,
  aborted: true,
  paused: false,
  reason: null,
  abort: () => undefined,
  pause: () => undefined,
  resume: () => undefined,
};
