import type { KeyValueStore } from "../src/upstream/consul/key-value-store.ts";
import { FakeKv } from "./fake-kv.ts";

/** What goes wrong with one call: no answer before anything was done, or after it was. */
export type Mishap = "before" | "after";

/** Consul's store in memory, with mishaps to order; every answer comes a turn later, or when `deliver` lets it. */
export class FakeStore implements Pick<KeyValueStore, "get" | "put"> {
  readonly kv = new FakeKv();
  /** For the next calls, in their order; undefined: all goes well. */
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
