import type { AddressInfo } from "node:net";
import { messageOf } from "@hearth/kernel/errors.ts";
import { createAdmission } from "./upstream/admission/create-admission.ts";
import { apiRoutes } from "./api/api-routes.ts";
import { createApp } from "./app.ts";
import type { GatewayConfig } from "@hearth/contracts/gateway/gateway-config.ts";
import { readJsonFile } from "@hearth/service/read-json-file.ts";
import { watchFileUntil } from "@hearth/service/watch-file.ts";
import { createConsulReader } from "./upstream/consul/consul-client.ts";
import { Contact } from "./upstream/consul/contact.ts";
import { watchExperts } from "./upstream/consul/watch-experts.ts";
import { createCache } from "./pipeline/cache/create-cache.ts";
import { Door } from "./http/access/access.ts";
import { BodyRoom } from "./http/server/body-room.ts";
import { createGatewayServer } from "./http/server/create-server.ts";
import { createDrain } from "@hearth/service/http/create-drain.ts";
import { listen } from "@hearth/service/http/http-server.ts";
import type { Route } from "./domain/route.ts";
import { keyFileSchema } from "@hearth/contracts/gateway/key-file.ts";
import { KeyRing } from "./callers/keys/key-ring.ts";
import { permittedChooser } from "./choose/routing/permitted-chooser.ts";
import { watchKeys } from "./callers/keys/watch-keys.ts";
import { openLimits } from "./callers/limits/open-limits.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import { promptLog } from "./observe/log/prompt-log.ts";
import { GatewayMetrics } from "./observe/metrics/gateway-metrics.ts";
import { runInference, type PipelinePorts } from "./pipeline/run/run-inference.ts";
import { inferenceRoute, type InferenceRoutePorts } from "./http/routes/inference-route.ts";
import { withDescription } from "./http/openapi/with-description.ts";
import { createObserver } from "./observe/create-observer.ts";
import { RequestRing } from "./observe/ring/request-ring.ts";
import { requestsRoute } from "./observe/ring/requests-route.ts";
import { openOutside } from "./choose/outside/open-outside.ts";
import { healthRoutes } from "./http/routes/health-routes.ts";
import { metricsRoute } from "./http/routes/metrics-route.ts";
import { openMemories } from "./pipeline/memories/open-memories.ts";
import { modelRoutes } from "./http/routes/model-routes.ts";
import { acceptSockets } from "./http/socket/accept-sockets.ts";
import { createRouting } from "./choose/routing/create-routing.ts";
import { createTracing } from "./observe/tracing/create-tracing.ts";
import { ExpertTable } from "./upstream/experts/expert-table.ts";
import { Outstanding } from "./upstream/experts/outstanding.ts";
import { createDispatcher } from "./upstream/connection/create-dispatcher.ts";
import { askForToken } from "./upstream/experts/ask-for-token.ts";
import { countPrompt } from "./upstream/experts/count-prompt.ts";
import { Breakers } from "./upstream/experts/breakers.ts";
import { ExpertProbes } from "./upstream/experts/expert-probes.ts";
import { forward, type ForwardPorts } from "./upstream/experts/forward.ts";
import { RetryBudget } from "./upstream/experts/retry-budget.ts";

/** How often it is looked whether an expert is to be probed. */
const probeTickMs = 1_000;

/** A gateway that listens. */
export interface Gateway {
  readonly address: AddressInfo;
  /** What it answers. */
  readonly routes: readonly Route[];
  /** Reads the key file and the certificate again; the old ones stay in use where they are not valid, and the error is thrown. */
  reloadKeys(): void;
  /** Stops accepting, lets answers under way finish up to the configured limit, then cuts them off. */
  drain(): Promise<void>;
}

/** Puts the rooms together and listens. Throws HearthError for a bad key file, and what `listen` throws. */
export async function startGateway(config: GatewayConfig, log: JsonLog): Promise<Gateway> {
  const readKeys = () => readJsonFile(config.keysFile, keyFileSchema);
  const keys = new KeyRing(readKeys());
  const outside = await openOutside(config, log);
  const { server, reloadCertificate } = createGatewayServer(config);
  const table = new ExpertTable();
  const experts = () => table.all();
  const contact = new Contact();
  const consul = contact.noting(createConsulReader(config.consul));
  const dispatcher = createDispatcher(config.timeouts.connectMs);
  const metrics = new GatewayMetrics({ experts, contact });
  const stop = new AbortController();
  const watch = watchExperts({ consul, table, log, signal: stop.signal });
  const keyWatch = watchKeys({ consul, keys, log, signal: stop.signal });
  const limits = openLimits({ ...config, prices: outside.prices() }, log);
  outside.watch((prices) => limits.prices.replace(prices), stop.signal);

  const breakers = new Breakers(config.breakers, (origin, state) => {
    log.warn("breaker", { instance: origin, state });
    metrics.breakerChanged(state);
  });
  const retries = new RetryBudget(config.retries);
  const outstanding = new Outstanding();
  const probes = new ExpertProbes(
    {
      experts,
      breakers,
      outstanding,
      ask: (origin) => askForToken(dispatcher, origin, config.probes.limitMs),
      onFailure: ({ name }) => metrics.upstreamFailed(name, "probe_failed"),
    },
    config.probes,
  );
  const probing = setInterval(() => void probes.tick(), probeTickMs).unref();
  const upstream: ForwardPorts = {
    dispatcher: outside.dispatcher(dispatcher),
    outstanding,
    breakers,
    retries,
    onAlive: (origin) => probes.alive(origin),
    onGap: (expert, gapMs) => metrics.streamGap(expert.model, gapMs),
    onFailure: (expert, failure) => metrics.upstreamFailed(expert.name, failure.reason),
  };
  const routing = createRouting(config.routing, { experts, dispatcher, log });
  const pipeline: PipelinePorts = {
    chooser: permittedChooser(outside.chooser(routing.chooser, experts)),
    memories: openMemories(config.memories, {
      consul,
      dispatcher,
      breakers: config.breakers,
      log,
      signal: stop.signal,
      onAdded: (plain, changed) => outside.notesAdded(plain, changed),
    }),
    allowance: limits.allowance,
    cache: createCache(config.cache, { experts, dispatcher, onChecked: (right) => metrics.cacheChecked(right) }),
    admission: createAdmission(config.admission),
    forward: (request) => forward(upstream, request),
    countPrompt: (origin, body) => countPrompt(dispatcher, origin, body),
    breakers,
    retries,
    timeouts: config.timeouts,
    longestMs: config.timeouts.longestMs,
  };
  const notePrompt = promptLog(config.log, log);
  const inferences: InferenceRoutePorts = {
    run(exchange, inference) {
      notePrompt(exchange, inference);
      return runInference(pipeline, exchange, inference);
    },
    bodyLimitBytes: config.limits.bodyBytes,
    bodies: new BodyRoom(config.limits.bodiesBytes),
  };
  const ring = new RequestRing(config.requests.entries);
  const tracing = createTracing(config.tracing, { log, onDropped: (requests) => metrics.tracesDropped(requests) });
  const observer = createObserver({
    metrics,
    log,
    ring,
    tracing,
    costOf: (expert, usage) => limits.prices.costOf(expert, usage),
  });
  const routes = withDescription([
    requestsRoute(ring, config.requests),
    ...apiRoutes.map((api) => inferenceRoute(inferences, api)),
    ...modelRoutes(() => [...experts(), ...outside.experts]),
    ...outside.routes,
    ...healthRoutes({
      healthyExperts: () => experts().filter(({ instances }) => instances.length > 0).length,
      complete: () => watch.complete() && keyWatch.complete(),
      consulConnected: () => contact.connected,
      draining: () => !server.listening,
    }),
    metricsRoute(metrics, config.metricsAccess),
  ]);

  const drain = createDrain(server);
  const door = new Door(config.door, keys);
  server.on("request", createApp({ routes, door, observer, log }));
  const closeSockets = acceptSockets({ server, door, log, bodyLimitBytes: config.limits.bodyBytes });
  const address = await listen(server, config.listen);
  log.info("listening", { address: address.address, port: address.port, keys: keys.size });

  const reloadKeys = (): void => {
    keys.replace(readKeys());
    routing.reload();
    reloadCertificate();
    log.info("keys read", { keys: keys.size });
  };
  watchFileUntil(stop.signal, config.keysFile, () => {
    try {
      reloadKeys();
    } catch (thrown) {
      log.error("keys not read, the old ones stay in use", { because: messageOf(thrown) });
    }
  });

  return {
    address,
    routes,
    reloadKeys,
    async drain() {
      closeSockets(config.timeouts.drainMs);
      await drain(config.timeouts.drainMs);
      clearInterval(probing);
      stop.abort();
      routing.close();
      await Promise.all([limits.close(), tracing.close()]);
      await Promise.all([consul.close(), dispatcher.destroy()]);
      log.info("stopped");
    },
  };
}
