import type { KeyValueStore } from "../src/upstream/consul/key-value-store.ts";
import { FakeKv } from "./fake-kv.ts";

/** How one call fails: before or after the change was made. */
export type Mishap = "before" | "after";

/** Consul's store in memory with planned failures; each answer comes one tick later, or when `deliver` allows it. */
export class FakeStore implements Pick<KeyValueStore, "get" | "put"> {
  readonly kv = new FakeKv();
  /** Failures of the next calls, in order; undefined: the call succeeds. */
  readonly mishaps: (Mishap | undefined)[] = [];
  away = false;
  calls = 0;
  readonly #deliver: <T>(answer: Promise<T>) => Promise<T>;

  constructor(deliver: <T>(answer: Promise<T>) => Promise<T> = (answer) => answer) {
    this.#deliver = deliver;
  }

  get(key: string): Promise<{ value: string; index: number } | undefined> {
    return this.#call(() => this.kv.get(key));
  }

  put(key: string, value: string, index: number): Promise<boolean> {
    return this.#call(() => this.kv.put(key, value, index));
  }

  async #call<T>(work: () => T): Promise<T> {
    this.calls += 1;
    const mishap = this.away ? "before" : this.mishaps.shift();
    const outcome = mishap === "before" ? undefined : { result: work() };
    const answer = await this.#deliver(Promise.resolve(mishap === undefined ? outcome : undefined));
    if (answer === undefined) throw new Error("no answer");
    return answer.result;
  }
}
