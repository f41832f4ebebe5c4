import type { Instance } from "./expert.ts";

/** How many requests each instance is working on, and the choice of the one with the fewest. */
export class Outstanding {
  readonly #counts = new Map<string, number>();
  #turn = 0;

  /** The least busy instance, other than `avoid` where there is another; equals take turns. Undefined for an empty list. */
  pick(instances: readonly Instance[], avoid?: Instance): Instance | undefined {
    const others = instances.filter((instance) => instance.origin !== avoid?.origin);
    const candidates = others.length > 0 ? others : instances;
    const fewest = Math.min(...candidates.map((instance) => this.count(instance)));
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
