import type { Dispatcher } from "undici";
import { peerOptions } from "@hearth/service/http/peer-tls.ts";
import { messageOf } from "@hearth/kernel/errors.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import type { ConsulReader } from "../../upstream/consul/consul-client.ts";
import type { Memories } from "../../domain/memories.ts";
import { Breakers, type BreakerRules } from "../../upstream/experts/breakers.ts";
import { askForNotes } from "./ask-for-notes.ts";
import type { MemoriesConfig } from "@hearth/contracts/gateway/memories-config.ts";
import { Agent } from "../../upstream/connection/undici.ts";
import { Recall, type RecallPorts } from "./recall.ts";
import { watchMemory } from "./watch-memory.ts";

export interface MemoriesPorts extends Pick<RecallPorts, "onAdded"> {
  readonly consul: Pick<ConsulReader, "read">;
  readonly dispatcher: Dispatcher;
  readonly breakers: BreakerRules;
  readonly log: JsonLog;
  readonly signal: AbortSignal;
}

/** The stage that adds memories. If none are configured, keys that ask for them get the header value "unavailable". */
export function openMemories(config: MemoriesConfig | undefined, ports: MemoriesPorts): Memories {
  const { consul, dispatcher, log, signal, onAdded } = ports;
  let because = "";
  const breakers = new Breakers(ports.breakers, (instance, state) =>
    log.warn("memory breaker", { instance, state, ...(state === "open" ? { because } : {}) }),
  );
  const door = config && {
    ...config,
    dispatcher: config.tls ? secureDispatcher(peerOptions(config.tls), signal) : dispatcher,
  };
  return new Recall({
    instances: config === undefined ? () => [] : watchMemory({ consul, service: config.service, log, signal }),
    ask: async (question) => (door === undefined ? [] : askForNotes(door, question)),
    breakers,
    inFlight: config?.inFlight ?? 0,
    onFailure: (error) => (because = messageOf(error)),
    onAdded,
  });
}

/** Connections of its own to the memory service, closed when the gateway stops. */
function secureDispatcher(connect: ReturnType<typeof peerOptions>, signal: AbortSignal): Dispatcher {
  const agent = new Agent({ connect, allowH2: false });
  signal.addEventListener("abort", () => void agent.destroy(), { once: true });
  return agent;
}
