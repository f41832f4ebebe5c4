import type { Dispatcher } from "undici";
import type { GatewayConfig } from "@hearth/contracts/gateway/gateway-config.ts";
import type { Expert } from "../domain/expert.ts";
import type { UpstreamFailure } from "../domain/failure.ts";
import { createDispatcher } from "./connection/create-dispatcher.ts";
import { askForToken } from "./experts/ask-for-token.ts";
import { Breakers, type BreakerState } from "./experts/breakers.ts";
import { countPrompt } from "./experts/count-prompt.ts";
import { ExpertProperties } from "./experts/expert-properties.ts";
import { ExpertProbes } from "./experts/expert-probes.ts";
import { forward, type ForwardPorts, type ForwardRequest, type ForwardResult } from "./experts/forward.ts";
import { loopTurns } from "./experts/loop-turns.ts";
import { Outstanding } from "./experts/outstanding.ts";
import { RetryBudget } from "./experts/retry-budget.ts";

/** How often it is looked whether an expert is to be probed. */
const probeTickMs = 1_000;

export interface UpstreamPorts {
  readonly experts: () => readonly Expert[];
  /** Sends requests for experts outside the house to where those are. */
  readonly beyond: (inner: Dispatcher) => Pick<Dispatcher, "dispatch">;
  readonly onBreaker: (origin: string, state: BreakerState) => void;
  readonly onProbeFailure: (expert: Expert) => void;
  readonly onGap: (expert: Expert, gapMs: number) => void;
  readonly onFailure: (expert: Expert, failure: UpstreamFailure) => void;
}

/** Everything that speaks to experts. */
export interface Upstream {
  /** Connections to services inside the house. */
  readonly dispatcher: Dispatcher;
  /** What experts tell about themselves. */
  readonly properties: ExpertProperties;
  /** What the pipeline asks experts with. */
  readonly asking: {
    readonly forward: (request: ForwardRequest) => Promise<ForwardResult>;
    readonly countPrompt: (origin: string, body: Buffer) => Promise<number | undefined>;
    readonly breakers: Breakers;
    readonly retries: RetryBudget;
  };
  /** Asks idle experts no more. */
  stopProbing(): void;
}

/** A batch of a prompt takes no longer than this: 128 tokens, at about two a second. */
const maxLoopMs = 60_000;

const nobody = Promise.resolve(false);

/** Connections, breakers, retries and probes, as configured. */
export function openUpstream(config: GatewayConfig, ports: UpstreamPorts): Upstream {
  const dispatcher = createDispatcher(config.timeouts.connectMs);
  const breakers = new Breakers(config.breakers, ports.onBreaker);
  const retries = new RetryBudget(config.retries);
  const outstanding = new Outstanding();
  const probes = new ExpertProbes(
    {
      experts: ports.experts,
      breakers,
      outstanding,
      ask: (origin) => askForToken(dispatcher, origin, config.probes.limitMs),
      onFailure: ports.onProbeFailure,
    },
    config.probes,
  );
  const probing = setInterval(() => void probes.tick(), probeTickMs).unref();
  // Consul's checks find an expert that hangs, and take it out; models outside are not listed at all.
  const listed = (origin: string): boolean =>
    ports.experts().some(({ instances }) => instances.some((instance) => instance.origin === origin));
  const forwarding: ForwardPorts = {
    dispatcher: ports.beyond(dispatcher),
    outstanding,
    breakers,
    retries,
    isWorking: (origin, limitMs) =>
      listed(origin) ? loopTurns(dispatcher, origin, Math.min(2 * limitMs, maxLoopMs)) : nobody,
    onAlive: (origin) => probes.alive(origin),
    onGap: ports.onGap,
    onFailure: ports.onFailure,
  };
  return {
    dispatcher,
    properties: new ExpertProperties(dispatcher),
    asking: {
      forward: (request) => forward(forwarding, request),
      countPrompt: (origin, body) => countPrompt(dispatcher, origin, body),
      breakers,
      retries,
    },
    stopProbing: () => clearInterval(probing),
  };
}
