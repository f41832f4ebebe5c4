import type { z } from "zod";
import type { gatewayConfigSchema } from "@hearth/contracts/gateway/gateway-config.ts";
import type { providerSchema } from "@hearth/contracts/gateway/providers-config.ts";
import type { Cluster } from "../config/derive/cluster.ts";
import type { GatewaySection } from "../config/shape/gateway-section.ts";
import { noSecret } from "../secrets/own-secrets.ts";
import { livenessSlots, requestSlots } from "../placement/serving.ts";
import { bytes, milliseconds, type Duration, type Size } from "@hearth/kernel/units.ts";

type Configuration = z.input<typeof gatewayConfigSchema>;

/** The part of the gateway's configuration file that the inventory decides; the gateway fills in its defaults. */
export type DecidedSections = Omit<Configuration, "listen" | "tls" | "consul" | "keysFile">;

/** The key that `hearth init` makes for whoever runs the cluster. */
const owner = "owner";

/** As many as a llama-server answers at once: its own queue does not tell callers apart, so requests wait in the gateway. */
const perInstance = requestSlots;

/** The file that the gateway finds a provider's key in, by the secret's name. */
export const providerKeyFile = (secret: string): string => `/secrets/provider-${secret}`;

/** `gateway` of the inventory as the gateway's own configuration says it. The mapping is a file of its own: gateway-mapping.ts. Pure. */
export function gatewayConfiguration({
  gateway = {},
  experts = [],
}: Pick<Cluster, "gateway"> & Partial<Pick<Cluster, "experts">>): DecidedSections {
  const { routing, cache, tracing, providers, catalogue, prices, memories, access } = gateway;
  const { log, requests, limits, timeouts, admission } = gateway;
  return {
    routing: {
      mappingFile: "/local/mapping.json",
      classifierFile: routing?.classifier === undefined ? undefined : "/local/classifier.json",
      embeddingMs: inMilliseconds(routing?.embedding),
    },
    tracing,
    prices,
    access,
    log,
    cache: cache && cacheSection(cache),
    providers: providers && { ...providers, from: fromSection(providers.from) },
    catalogue: catalogue && { url: catalogue.url, everyMs: inMilliseconds(catalogue.every) },
    memories: {
      keyFile: "/secrets/memory",
      deadlineMs: inMilliseconds(memories?.deadline),
      minSimilarity: memories?.minSimilarity,
    },
    requests: { ...requests, operators: [...new Set([owner, ...(requests?.operators ?? [])])] },
    limits: limits && { assumedAnswerTokens: limits.assumedAnswerTokens, bodyBytes: inBytes(limits.body) },
    timeouts: timeouts && {
      connectMs: inMilliseconds(timeouts.connect),
      firstByteMs: inMilliseconds(timeouts.firstByte),
      wholeAnswerMs: inMilliseconds(timeouts.wholeAnswer),
      stallMs: inMilliseconds(timeouts.stall),
      maxDurationMs: inMilliseconds(timeouts.total),
    },
    admission: {
      perInstance: admission?.perInstance ?? perInstance,
      experts: orNothing({ ...plannedSlots(experts), ...admission?.experts }),
      maxQueued: admission?.maxQueued,
      maxWaitMs: inMilliseconds(admission?.maxWait),
    },
  };
}

/** Of chat experts whose number was planned. */
const plannedSlots = (experts: Cluster["experts"]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    experts.flatMap(({ name, model, serving }) =>
      model.kind === "chat" && serving !== undefined && serving.slots - livenessSlots !== requestSlots
        ? [[name, serving.slots - livenessSlots]]
        : [],
    ),
  );

const orNothing = <T extends object>(record: T): T | undefined =>
  Object.keys(record).length === 0 ? undefined : record;

function cacheSection({ size, ttl, ...same }: NonNullable<GatewaySection["cache"]>): Configuration["cache"] {
  return { ...same, bytes: inBytes(size), ttlMs: inMilliseconds(ttl) };
}

type Providers = NonNullable<GatewaySection["providers"]>["from"];

const fromSection = (providers: Providers): Record<string, z.input<typeof providerSchema>> =>
  Object.fromEntries(
    Object.entries(providers).map(([name, { secret = noSecret, ...same }]) => [
      name,
      { ...same, keyFile: secret === noSecret ? undefined : providerKeyFile(secret) },
    ]),
  );

/** Rounded, because a person may write `1.5ms`. */
const inMilliseconds = (written: Duration | undefined): number | undefined =>
  written && Math.round(milliseconds(written));
const inBytes = (written: Size | undefined): number | undefined => written && bytes(written);
