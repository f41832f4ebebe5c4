import type { AddressInfo } from "node:net";
import { messageOf } from "@hearth/kernel/errors.ts";
import type { GatewayConfig } from "@hearth/contracts/gateway/gateway-config.ts";
import { keyFileSchema } from "@hearth/contracts/gateway/key-file.ts";
import { createDrain } from "@hearth/service/http/create-drain.ts";
import { listen } from "@hearth/service/http/http-server.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import { readJsonFile } from "@hearth/service/read-json-file.ts";
import { watchFileUntil } from "@hearth/service/watch-file.ts";
import { ResponseStore } from "./api/responses/response-store.ts";
import { createApp } from "./app.ts";
import { KeyRing } from "./callers/keys/key-ring.ts";
import { watchKeys } from "./callers/keys/watch-keys.ts";
import { openLimits, type Limits } from "./callers/limits/open-limits.ts";
import { openOutside, type Outside } from "./choose/outside/open-outside.ts";
import { createRouting, type Routing } from "./choose/routing/create-routing.ts";
import { permittedChooser } from "./choose/routing/permitted-chooser.ts";
import type { Route } from "./domain/route.ts";
import { AccessControl } from "./http/access/access.ts";
import { createRoutes } from "./http/routes/create-routes.ts";
import { responseHandlers } from "./http/routes/response-routes.ts";
import { healthHandlers } from "./http/routes/health-routes.ts";
import type { InferencePorts } from "./http/routes/inference-route.ts";
import { metricsHandler } from "./http/routes/metrics-route.ts";
import { ollamaHandlers } from "./http/routes/ollama-routes.ts";
import { modelHandlers } from "./http/routes/model-routes.ts";
import { BodyRoom } from "./http/server/body-room.ts";
import { limitConnections } from "@hearth/service/http/limit-connections.ts";
import { createGatewayServer } from "./http/server/create-server.ts";
import { acceptSockets } from "./http/socket/accept-sockets.ts";
import { createObserver } from "./observe/create-observer.ts";
import { promptLog } from "./observe/log/prompt-log.ts";
import { GatewayMetrics } from "./observe/metrics/gateway-metrics.ts";
import { RequestRing } from "./observe/ring/request-ring.ts";
import { requestsHandler } from "./observe/ring/requests-route.ts";
import { createTracing } from "./observe/tracing/create-tracing.ts";
import { createCache } from "./pipeline/cache/create-cache.ts";
import { openMemories } from "./pipeline/memories/open-memories.ts";
import { toLocal } from "./pipeline/local/to-local.ts";
import { runInference, type PipelinePorts } from "./pipeline/run/run-inference.ts";
import { createAdmission } from "./upstream/admission/create-admission.ts";
import { openCluster, type Cluster } from "./upstream/consul/open-cluster.ts";
import { openUpstream, type Upstream } from "./upstream/open-upstream.ts";

/** A running gateway. */
export interface Gateway {
  readonly address: AddressInfo;
  /** The routes that it serves. */
  readonly routes: readonly Route[];
  /** Reads the key file and the certificate again. Throws if they are not valid; the old ones then stay in use. */
  reloadKeys(): void;
  /** Stops accepting requests, lets running answers finish up to the configured limit, then cuts them off. */
  drain(): Promise<void>;
}

/** Shared by all steps of the composition. */
interface Ground {
  readonly config: GatewayConfig;
  readonly log: JsonLog;
  /** Aborts when the gateway stops. */
  readonly signal: AbortSignal;
  readonly cluster: Cluster;
  readonly outside: Outside;
  readonly metrics: GatewayMetrics;
}

/** Composes the gateway and listens. Throws HearthError for a bad key file, and what `listen` throws. */
export async function startGateway(config: GatewayConfig, log: JsonLog): Promise<Gateway> {
  const readKeys = () => readJsonFile(config.keysFile, keyFileSchema);
  const keys = new KeyRing(readKeys());
  const outside = await openOutside(config, log);
  const { server, reloadCertificate } = createGatewayServer(config);
  const stop = new AbortController();
  const { signal } = stop;
  const cluster = openCluster(config.consul, { log, signal });
  const { consul, contact, experts } = cluster;
  const metrics = new GatewayMetrics({ experts, contact });
  const ground: Ground = { config, log, signal, cluster, outside, metrics };

  const keyWatch = watchKeys({ consul, keys, log, signal });
  const limits = openPricedLimits(ground);
  const upstream = openExperts(ground);
  const routing = createRouting(config.routing, { experts, ...upstream, log });
  const pipeline = createPipeline(ground, { limits, upstream, routing });
  const { bodyBytes, bodiesBytes, bodiesPerKeyBytes, ...connections } = config.limits;
  const bodies = new BodyRoom(bodiesBytes, Math.max(bodyBytes, bodiesPerKeyBytes));
  const ring = new RequestRing(config.requests.entries);
  const tracing = createTracing(config.tracing, { log, onDropped: (requests) => metrics.tracesDropped(requests) });
  const costOf: Limits["prices"]["costOf"] = (expert, usage) => limits.prices.costOf(expert, usage);

  const responses = new ResponseStore();
  const keptOf = responses.of.bind(responses);
  const models = { experts: () => [...experts(), ...outside.experts], aliases: routing.aliases, sinceMs: Date.now() };
  const routes = createRoutes({
    inferences: { ...createInferences(ground, pipeline, bodies), keptOf },
    handlers: {
      listRequests: requestsHandler(ring, config.requests),
      ...modelHandlers(models),
      ...ollamaHandlers(models),
      ...outside.handlers,
      ...responseHandlers(keptOf),
      ...healthHandlers({
        healthyExperts: () => experts().filter(({ instances }) => instances.length > 0).length,
        complete: () => cluster.complete() && keyWatch.complete(),
        consulConnected: () => contact.connected,
        draining: () => !server.listening,
      }),
      metrics: metricsHandler(metrics),
    },
    metricsAccess: config.metricsAccess,
  });

  const drain = createDrain(server);
  const access = new AccessControl(config.access, keys);
  const observer = createObserver({ metrics, log, ring, tracing, costOf });
  const tooMany = limitConnections(server, connections);
  server.on("request", createApp({ routes, access, observer, log, tooMany }));
  const closeSockets = acceptSockets({
    server,
    access,
    log,
    bodies,
    bodyLimitBytes: bodyBytes,
    perKey: connections.socketsPerKey,
  });
  const address = await listen(server, config.listen);
  log.info("listening", { address: address.address, port: address.port, keys: keys.size });

  const reloadKeys = (): void => {
    keys.replace(readKeys());
    routing.reload();
    reloadCertificate();
    log.info("keys read", { keys: keys.size });
  };
  reloadWhenChanged(ground, reloadKeys);

  return {
    address,
    routes,
    reloadKeys,
    async drain() {
      closeSockets(config.timeouts.drainMs);
      await drain(config.timeouts.drainMs);
      upstream.stopProbing();
      stop.abort();
      routing.close();
      responses.close();
      await Promise.all([limits.close(), tracing.close()]);
      await Promise.all([consul.close(), upstream.dispatcher.destroy()]);
      log.info("stopped");
    },
  };
}

/** The limits of keys, with prices that follow the catalogue of outside models. */
function openPricedLimits({ config, outside, log, signal }: Ground): Limits {
  const limits = openLimits({ ...config, prices: outside.prices() }, log);
  outside.watch((prices) => limits.prices.replace(prices), signal);
  return limits;
}

/** The experts, with their failures and state changes in metrics and log. */
function openExperts({ config, cluster, outside, metrics, log }: Ground): Upstream {
  return openUpstream(config, {
    experts: cluster.experts,
    beyond: (inner) => outside.dispatcher(inner),
    onBreaker(origin, state) {
      log.warn("breaker", { instance: origin, state });
      metrics.breakerChanged(state);
    },
    onProbeFailure: ({ name }) => metrics.upstreamFailed(name, "probe_failed"),
    onGap: (expert, gapMs) => metrics.streamGap(expert.model, gapMs),
    onFailure: (expert, failure) => metrics.upstreamFailed(expert.name, failure.reason),
  });
}

interface PipelineParts {
  readonly limits: Limits;
  readonly upstream: Upstream;
  readonly routing: Routing;
}

/** The stages of a request after its parser. */
function createPipeline(
  { config, cluster, outside, metrics, log, signal }: Ground,
  { limits, upstream, routing }: PipelineParts,
): PipelinePorts {
  const { consul, experts } = cluster;
  const { dispatcher, asking, properties } = upstream;
  return {
    ...asking,
    toLocal: toLocal(properties),
    chooser: permittedChooser(outside.chooser(routing.chooser, experts)),
    memories: openMemories(config.memories, {
      consul,
      dispatcher,
      breakers: config.breakers,
      log,
      signal,
      onAdded: (plain, changed) => outside.notesAdded(plain, changed),
    }),
    allowance: limits.allowance,
    cache: createCache(config.cache, { experts, dispatcher, onChecked: (right) => metrics.cacheChecked(right) }),
    admission: createAdmission(config.admission),
    timeouts: config.timeouts,
  };
}

/** The pipeline's entry: limits the memory for request bodies, and logs prompts if configured. */
function createInferences(
  { config, log }: Ground,
  pipeline: PipelinePorts,
  bodies: BodyRoom,
): Omit<InferencePorts, "keptOf"> {
  const notePrompt = promptLog(config.log, log);
  return {
    run(exchange, inference) {
      notePrompt(exchange, inference);
      return runInference(pipeline, exchange, inference);
    },
    bodyLimitBytes: config.limits.bodyBytes,
    bodies,
  };
}

/** Reads the keys again when their file changes; the old ones stay in use if the new ones are not valid. */
function reloadWhenChanged({ config, log, signal }: Ground, reloadKeys: () => void): void {
  watchFileUntil(signal, config.keysFile, () => {
    try {
      reloadKeys();
    } catch (thrown) {
      log.error("keys not read, the old ones stay in use", { because: messageOf(thrown) });
    }
  });
}
