import type { Instance } from "../../domain/expert.ts";
import { rendezvous } from "./rendezvous.ts";

/** An instance with a cached prompt is preferred until it has this many requests more than the least busy one. */
const spillOver = 2;

/** Counts each instance's running requests and picks the least busy instance. */
export class Outstanding {
  readonly #counts = new Map<string, number>();
  #turn = 0;

  /**
   * The instance that belongs to `affinity`, unless it is too busy; else the least busy one, round robin between equals. Avoids
   * `avoid` if there is another. Undefined for an empty list.
   */
  pick(instances: readonly Instance[], avoid?: Instance, affinity?: string): Instance | undefined {
    const others = instances.filter((instance) => instance.origin !== avoid?.origin);
    const candidates = others.length > 0 ? others : instances;
    const fewest = Math.min(...candidates.map((instance) => this.count(instance)));
    const home = affinity === undefined ? undefined : rendezvous(affinity, candidates);
    if (home !== undefined && this.count(home) - fewest < spillOver) return home;
    const idlest = candidates.filter((instance) => this.count(instance) === fewest);
    return idlest[this.#turn++ % idlest.length];
  }

  count(instance: Instance): number {
    return this.#counts.get(instance.origin) ?? 0;
  }

  started(instance: Instance): void {
    this.#counts.set(instance.origin, this.count(instance) + 1);
  }

  ended(instance: Instance): void {
    const left = this.count(instance) - 1;
    if (left > 0) this.#counts.set(instance.origin, left);
    else this.#counts.delete(instance.origin);
  }
}
