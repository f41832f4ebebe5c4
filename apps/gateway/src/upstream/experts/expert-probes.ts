import type { Expert, Instance } from "../../domain/expert.ts";
import type { Outstanding } from "./outstanding.ts";
import type { ProbeResult } from "./ask-for-token.ts";
import type { Breakers } from "./breakers.ts";

export interface ProbeRules {
  /** An instance idle for this long is probed; 0: never. */
  readonly intervalMs: number;
  /** Interval after a failed probe; shorter. */
  readonly againMs: number;
}

export interface ProbePorts {
  readonly experts: () => readonly Expert[];
  readonly breakers: Pick<Breakers, "allows" | "state" | "started" | "succeeded" | "failed" | "withdrawn" | "retain">;
  readonly outstanding: Pick<Outstanding, "count">;
  /** Asks the instance for one token. Never throws; has its own time limit. */
  readonly ask: (origin: string) => Promise<ProbeResult>;
  readonly onFailure: (expert: Expert) => void;
  /** A monotonic clock in milliseconds. */
  readonly now?: () => number;
}

/**
 * Active health checks: a llama-server that has lost its worker still reports itself healthy, so only a generated token counts.
 * Only idle chat instances are probed, since busy ones prove themselves by answering, plus those whose breaker is half-open, so
 * that no caller has to be the trial.
 */
export class ExpertProbes {
  readonly #ports: ProbePorts;
  readonly #rules: ProbeRules;
  readonly #now: () => number;
  readonly #dueMs = new Map<string, number>();
  readonly #asking = new Set<string>();

  constructor(ports: ProbePorts, rules: ProbeRules) {
    this.#ports = ports;
    this.#rules = rules;
    this.#now = ports.now ?? (() => performance.now());
  }

  /** The instance has answered a caller, which counts as a passed probe. */
  alive(origin: string): void {
    if (this.#rules.intervalMs > 0) this.#dueMs.set(origin, this.#now() + this.#rules.intervalMs);
  }

  /** Call about once a second. Resolves when the probes that it started are done. */
  async tick(): Promise<void> {
    const experts = this.#ports.experts();
    this.#forgetOthers(experts);
    if (this.#rules.intervalMs === 0) return;
    const chats = experts.filter(({ kind }) => kind === "chat");
    const due = chats.flatMap((expert) =>
      expert.instances.filter((instance) => this.#isDue(instance)).map(({ origin }) => this.#probe(expert, origin)),
    );
    await Promise.all(due);
  }

  #isDue(instance: Instance): boolean {
    const { origin } = instance;
    const { breakers, outstanding } = this.#ports;
    if (this.#asking.has(origin) || outstanding.count(instance) > 0) return false;
    if (breakers.state(origin) !== "closed") return breakers.allows(origin);
    const dueMs = this.#dueMs.get(origin);
    if (dueMs === undefined) this.alive(origin);
    return dueMs !== undefined && this.#now() >= dueMs;
  }

  async #probe(expert: Expert, origin: string): Promise<void> {
    const { breakers, ask, onFailure } = this.#ports;
    this.#asking.add(origin);
    breakers.started(origin);
    const result = await ask(origin);
    this.#asking.delete(origin);
    if (result === "busy") {
      // Slow says nothing about its health; a closed breaker stays closed, an open one is tried again.
      breakers.withdrawn(origin);
      this.alive(origin);
    } else if (result === "token") {
      breakers.succeeded(origin);
      this.alive(origin);
    } else {
      breakers.failed(origin);
      this.#dueMs.set(origin, this.#now() + this.#rules.againMs);
      onFailure(expert);
    }
  }

  #forgetOthers(experts: readonly Expert[]): void {
    const present = new Set(experts.flatMap(({ instances }) => instances.map(({ origin }) => origin)));
    for (const origin of this.#dueMs.keys()) if (!present.has(origin)) this.#dueMs.delete(origin);
    this.#ports.breakers.retain(present);
  }
}
