import { messageOf } from "@hearth/kernel/errors.ts";
import type { PeerOptions, RunningPeer, StartPeer } from "../peers/peer.ts";
import { startEnvoy } from "../peers/start-envoy.ts";
import { startHearth } from "../peers/start-hearth.ts";
import { startLitellm } from "../peers/start-litellm.ts";
import { startNginx } from "../peers/start-nginx.ts";
import { startNode } from "../peers/start-node.ts";
import { startPortkey } from "../peers/start-portkey.ts";
import { startSmg } from "../peers/start-smg.ts";
import { startVllmRouter } from "../peers/start-vllm-router.ts";

/** In the order of the table. */
export const peerNames = ["nginx", "envoy", "vllm-router", "node", "smg", "hearth", "portkey", "litellm"] as const;

export type PeerName = (typeof peerNames)[number];

const starts: Readonly<Record<PeerName, StartPeer>> = {
  nginx: startNginx,
  envoy: startEnvoy,
  "vllm-router": startVllmRouter,
  node: startNode,
  smg: startSmg,
  hearth: (options) => startHearth(options),
  portkey: startPortkey,
  litellm: startLitellm,
};

export interface StartedPeers {
  readonly peers: ReadonlyMap<PeerName, RunningPeer>;
  /** Why the others are not there. */
  readonly reasons: Readonly<Partial<Record<PeerName, string>>>;
}

/** Longest that installing one peer may take, so that the whole stays within its five minutes. */
const limitMs = 120_000;

/** Starts them one after the other. A peer that cannot be installed is reported with the reason; Hearth itself must start. */
export async function startPeers(
  names: readonly PeerName[],
  options: Omit<PeerOptions, "installSignal">,
): Promise<StartedPeers> {
  const peers = new Map<PeerName, RunningPeer>();
  const reasons: Partial<Record<PeerName, string>> = {};
  for (const name of names) {
    try {
      const installSignal = AbortSignal.any([options.signal, AbortSignal.timeout(limitMs)]);
      const peer = await starts[name]({ ...options, installSignal });
      peers.set(name, peer);
      options.progress(`${name}: first answer after ${peer.coldStartMs.toFixed(0)} ms`);
    } catch (error) {
      if (name === "hearth" || options.signal.aborted) throw error;
      reasons[name] = messageOf(error);
      options.progress(`${name}: left out. ${messageOf(error)}`);
    }
  }
  return { peers, reasons };
}
