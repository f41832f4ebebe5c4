import type { Dispatcher } from "undici";
import { z } from "zod";
import { isOutside, type Expert, type Instance } from "../../domain/expert.ts";
import { request } from "../connection/undici.ts";

/** What an expert tells about itself; what is absent is unknown. */
export interface Properties {
  /** Whether its chat template knows tools. */
  readonly tools?: boolean;
  /** Whether its chat template takes messages in any order, such as two of the user in a row. */
  readonly anyOrder?: boolean;
  /** Length of its vectors. */
  readonly dimensions?: number;
}

const limitMs = 1_000;
/** An expert that did not tell is asked again. */
const againMs = 10_000;

const propsSchema = z.object({
  chat_template_caps: z.object({ supports_tools: z.boolean(), supports_tool_calls: z.boolean() }),
});
const modelsSchema = z.object({ data: z.array(z.object({ meta: z.object({ n_embd: z.int().positive() }) })).min(1) });

const outOfTurn = JSON.stringify({
  messages: ["assistant", "user", "user"].map((role) => ({ role, content: "Hi" })),
});

interface Entry {
  readonly properties: Properties;
  /** On the monotonic clock. */
  readonly validUntilMs: number;
}

/**
 * The properties of local experts, asked for when a request depends on them and then remembered. The table makes a new object of an
 * expert whenever its instances change, so what is remembered of the old one goes with it.
 */
export class ExpertProperties {
  readonly #dispatcher: Dispatcher;
  readonly #entries = new WeakMap<Expert, Entry>();
  readonly #asking = new WeakMap<Expert, Promise<void>>();

  constructor(dispatcher: Dispatcher) {
    this.#dispatcher = dispatcher;
  }

  /** What is known already. */
  of(expert: Expert): Properties {
    return this.#entries.get(expert)?.properties ?? {};
  }

  /** Asks those of the experts of which nothing is known. Undefined if there are none; else resolves within a second. */
  learn(experts: readonly Expert[]): Promise<unknown> | undefined {
    const now = performance.now();
    const unknown = experts.filter((expert) => {
      const { instances } = expert;
      return instances.length > 0 && !isOutside(expert) && !((this.#entries.get(expert)?.validUntilMs ?? 0) > now);
    });
    return unknown.length === 0 ? undefined : Promise.all(unknown.map((expert) => this.#learn(expert)));
  }

  #learn(expert: Expert): Promise<void> {
    const running = this.#asking.get(expert) ?? this.#ask(expert).finally(() => this.#asking.delete(expert));
    this.#asking.set(expert, running);
    return running;
  }

  async #ask(expert: Expert): Promise<void> {
    const properties = await this.#properties(expert);
    const validUntilMs = properties === undefined ? performance.now() + againMs : Infinity;
    this.#entries.set(expert, { properties: properties ?? {}, validUntilMs });
  }

  async #properties({ kind, instances: [instance] }: Expert): Promise<Properties | undefined> {
    const path = kind === "embedding" ? "/v1/models" : "/props";
    try {
      const answer = await request(`${instance?.origin ?? ""}${path}`, {
        dispatcher: this.#dispatcher,
        method: "GET",
        signal: AbortSignal.timeout(limitMs),
      });
      const json: unknown = await answer.body.json();
      if (answer.statusCode !== 200) return undefined;
      if (kind === "embedding") return { dimensions: modelsSchema.parse(json).data[0]?.meta.n_embd ?? 0 };
      const { supports_tools, supports_tool_calls } = propsSchema.parse(json).chat_template_caps;
      return { tools: supports_tools || supports_tool_calls, anyOrder: await this.#takesAnyOrder(instance) };
    } catch {
      return undefined;
    }
  }

  /** A template does not say it, so it is tried. */
  async #takesAnyOrder(instance: Instance | undefined): Promise<boolean> {
    const answer = await request(`${instance?.origin ?? ""}/apply-template`, {
      dispatcher: this.#dispatcher,
      method: "POST",
      headers: { "content-type": "application/json" },
      body: outOfTurn,
      signal: AbortSignal.timeout(limitMs),
    });
    await answer.body.dump();
    return answer.statusCode === 200;
  }
}
