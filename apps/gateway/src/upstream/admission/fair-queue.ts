/** A waiting entry and its cost. */
export interface Waiting {
  /** The owner; the queue is fair between owners. */
  readonly key: string;
  /** In tokens, at least 1. */
  readonly cost: number;
}

interface Flow<T> {
  readonly key: string;
  readonly items: T[];
  credit: number;
}

/**
 * Deficit round robin: keys take turns, and each turn gives a key the same number of tokens to spend, so a key that sends large
 * requests, or many, gets no more of an expert than the others. Within a key the order is first in, first out.
 */
export class FairQueue<T extends Waiting> {
  readonly #quantum: number;
  /** In order of turns; the first is next. */
  readonly #turns: Flow<T>[] = [];
  readonly #flows = new Map<string, Flow<T>>();
  #size = 0;

  /** `quantum`: tokens per turn. */
  constructor(quantum: number) {
    this.#quantum = quantum;
  }

  get size(): number {
    return this.#size;
  }

  push(item: T): void {
    let flow = this.#flows.get(item.key);
    if (flow === undefined) {
      flow = { key: item.key, items: [], credit: 0 };
      this.#flows.set(item.key, flow);
      this.#turns.push(flow);
    }
    flow.items.push(item);
    this.#size += 1;
  }

  /** Whether an entry of a key that `mayGo` waits. */
  hasNext(mayGo: (key: string) => boolean): boolean {
    return this.#turns.some(({ key }) => mayGo(key));
  }

  /** The next entry of a key that `mayGo`, or undefined if none waits. Other keys miss their turn. */
  shift(mayGo: (key: string) => boolean = () => true): T | undefined {
    if (!this.hasNext(mayGo)) return undefined;
    for (let flow = this.#turns[0]; flow !== undefined; flow = this.#turns[0]) {
      const item = flow.items[0];
      const goes = mayGo(flow.key);
      if (goes && item !== undefined && flow.credit >= item.cost) {
        flow.credit -= item.cost;
        this.#take(flow, 0);
        return item;
      }
      if (goes) flow.credit += this.#quantum;
      this.#turns.shift();
      this.#turns.push(flow);
    }
    return undefined;
  }

  /** Removes an entry that stopped waiting. False if it was not there. */
  remove(item: T): boolean {
    const flow = this.#flows.get(item.key);
    const at = flow?.items.indexOf(item) ?? -1;
    if (flow === undefined || at === -1) return false;
    this.#take(flow, at);
    return true;
  }

  waitingOf(key: string): number {
    return this.#flows.get(key)?.items.length ?? 0;
  }

  /** The newest entry of the key with the most waiting: the one to refuse when one has to be. */
  newestOfLongest(): T | undefined {
    let longest: Flow<T> | undefined;
    for (const flow of this.#turns) if (flow.items.length > (longest?.items.length ?? 0)) longest = flow;
    return longest?.items.at(-1);
  }

  #take(flow: Flow<T>, at: number): void {
    const [item] = flow.items.splice(at, 1);
    if (item === undefined) return;
    this.#size -= 1;
    if (flow.items.length > 0) return;
    // A key without waiting entries saves up no credit.
    this.#flows.delete(item.key);
    this.#turns.splice(this.#turns.indexOf(flow), 1);
  }
}
