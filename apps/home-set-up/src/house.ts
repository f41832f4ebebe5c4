import { z } from "zod";
import { HearthError } from "@hearth/kernel/errors.ts";

/** Home Assistant asks every client who it is, by a URL; its own address stands for a person at the browser. */
const tokens = z.object({ access_token: z.string() });
const stepOfFlow = z.object({
  type: z.string(),
  flow_id: z.string().optional(),
  step_id: z.string().optional(),
  errors: z.record(z.string(), z.unknown()).nullish(),
  reason: z.string().optional(),
  result: z.unknown().optional(),
});
export type FlowStep = z.infer<typeof stepOfFlow>;

const entries = z.array(
  z.object({ entry_id: z.string(), domain: z.string(), title: z.string(), state: z.string().optional() }),
);
export type Entry = z.infer<typeof entries>[number];

const limitMs = 60_000;

/** Home Assistant's APIs, as far as setting it up needs them. */
export class House {
  readonly #url: string;
  #token: string | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  /** The steps of its first start, and whether each is done. Undefined where it does not answer yet. */
  async onboarding(): Promise<ReadonlyMap<string, boolean> | undefined> {
    const answer = await fetch(`${this.#url}/api/onboarding`, { signal: AbortSignal.timeout(5_000) }).catch(
      () => undefined,
    );
    // It answers 404 once everything is done.
    if (answer?.status === 404) return new Map([["user", true]]);
    if (answer?.ok !== true) return undefined;
    const steps = z.array(z.object({ step: z.string(), done: z.boolean() })).parse(await answer.json());
    return new Map(steps.map(({ step, done }) => [step, done]));
  }

  async createOwner(owner: object): Promise<void> {
    const body = { ...owner, client_id: this.#clientId };
    const { auth_code } = z.object({ auth_code: z.string() }).parse(await this.#post("/api/onboarding/users", body));
    await this.#takeToken(auth_code);
  }

  async finishStep(step: string): Promise<void> {
    const body = step === "integration" ? { client_id: this.#clientId, redirect_uri: this.#clientId } : {};
    await this.#post(`/api/onboarding/${step}`, body);
  }

  /** Throws API_REFUSED where the password is not the owner's. */
  async logIn(username: string, password: string): Promise<void> {
    const client = { client_id: this.#clientId, redirect_uri: this.#clientId };
    const begun = stepOfFlow.parse(
      await this.#post("/auth/login_flow", { ...client, handler: ["homeassistant", null] }),
    );
    const done = stepOfFlow.parse(
      await this.#post(`/auth/login_flow/${begun.flow_id ?? ""}`, { client_id: this.#clientId, username, password }),
    );
    if (done.type !== "create_entry") throw refused("/auth/login_flow", JSON.stringify(done.errors ?? {}));
    await this.#takeToken(String(done.result));
  }

  async entries(domain: string): Promise<readonly Entry[]> {
    return entries.parse(await this.get(`/api/config/config_entries/entry?domain=${domain}`));
  }

  async removeEntry(id: string): Promise<void> {
    await this.#ask(`/api/config/config_entries/entry/${id}`, { method: "DELETE" });
  }

  /** Begins a config flow, or one of a part of an entry: `flow` is the API's folder. */
  async beginFlow(flow: string, handler: unknown, options: object = {}): Promise<FlowStep> {
    return stepOfFlow.parse(await this.#post(flow, { handler, ...options }));
  }

  async continueFlow(flow: string, { flow_id = "" }: FlowStep, input: object): Promise<FlowStep> {
    return stepOfFlow.parse(await this.#post(`${flow}/${flow_id}`, input));
  }

  async upload(name: string, content: string): Promise<string> {
    const form = new FormData();
    form.set("file", new Blob([content]), name);
    const answer = await this.#ask("/api/file_upload", { method: "POST", body: form });
    return z.object({ file_id: z.string() }).parse(answer).file_id;
  }

  /** A token that is good for ten years, under a name of which there may be only one. */
  async longLivedToken(clientName: string): Promise<string> {
    const socket = new WebSocket(`${this.#url.replace(/^http/, "ws")}/api/websocket`);
    try {
      return await new Promise<string>((resolve, reject) => {
        const timer = setTimeout(() => {
          reject(refused("/api/websocket", `no answer within ${limitMs / 1_000} s`));
        }, limitMs);
        socket.addEventListener("error", () => {
          reject(refused("/api/websocket", "the connection failed"));
        });
        socket.addEventListener("message", ({ data }) => {
          const message = z
            .object({ type: z.string(), success: z.boolean().optional(), result: z.unknown(), error: z.unknown() })
            .partial({ result: true, error: true })
            .parse(JSON.parse(String(data)));
          if (message.type === "auth_required")
            socket.send(JSON.stringify({ type: "auth", access_token: this.#token }));
          else if (message.type === "auth_ok") {
            const ask = { id: 1, type: "auth/long_lived_access_token", client_name: clientName, lifespan: 3_650 };
            socket.send(JSON.stringify(ask));
          } else if (message.type === "result" && message.success === true) {
            clearTimeout(timer);
            resolve(String(message.result));
          } else reject(refused("/api/websocket", JSON.stringify(message.error ?? message.type)));
        });
      });
    } finally {
      socket.close();
    }
  }

  /** Whether a token of earlier still is one. */
  async takes(token: string): Promise<boolean> {
    const answer = await fetch(`${this.#url}/api/`, { headers: { authorization: `Bearer ${token}` } });
    return answer.ok;
  }

  get(path: string): Promise<unknown> {
    return this.#ask(path, { method: "GET" });
  }

  get #clientId(): string {
    return `${this.#url}/`;
  }

  async #takeToken(code: string): Promise<void> {
    const body = new URLSearchParams({ grant_type: "authorization_code", code, client_id: this.#clientId });
    this.#token = tokens.parse(await this.#ask("/auth/token", { method: "POST", body })).access_token;
  }

  #post(path: string, body: object): Promise<unknown> {
    return this.#ask(path, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    });
  }

  async #ask(
    path: string,
    init: Omit<RequestInit, "headers"> & { readonly headers?: Readonly<Record<string, string>> },
  ): Promise<unknown> {
    const answer = await fetch(`${this.#url}${path}`, {
      ...init,
      headers: { ...init.headers, ...(this.#token !== undefined && { authorization: `Bearer ${this.#token}` }) },
      signal: AbortSignal.timeout(limitMs),
    });
    const text = await answer.text();
    if (!answer.ok) throw refused(path, `${answer.status} ${text.slice(0, 400)}`);
    return text === "" ? undefined : JSON.parse(text);
  }
}

export const refused = (path: string, why: string): HearthError =>
  new HearthError({
    code: "API_REFUSED",
    at: path,
    message: `Home Assistant refused a request: ${why}`,
    hint: "See its own log with `hearth logs home-assistant`.",
  });
