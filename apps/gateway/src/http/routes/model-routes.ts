import type { Exchange } from "../../domain/exchange.ts";
import { decodedParam } from "./decoded-param.ts";
import type { Handler } from "../../domain/route.ts";
import { sendJson } from "@hearth/service/http/send-json.ts";
import { mayUse } from "../../domain/caller.ts";
import { ApiError } from "../../domain/api-error.ts";
import { expertKinds, type Expert } from "../../domain/expert.ts";

export interface ModelSources {
  readonly experts: () => readonly Expert[];
  /** Other names that callers may use, and what each stands for. */
  readonly aliases: () => Readonly<Record<string, string>>;
  /** When the gateway started, in ms: no model's file says when it was made, and clients show 1970 for none. */
  readonly sinceMs: number;
}

/**
 * `GET /v1/models`: each model that this key can use now, once, with `auto` and aliases; those that can chat come first, since some
 * clients take the first of the list. `GET /v1/models/{id}`: one of them.
 */
export function modelHandlers(sources: ModelSources): Readonly<Record<"listModels" | "getModel", Handler>> {
  const models = (exchange: Exchange): readonly Model[] => usableModels(sources, exchange);
  return {
    listModels: (exchange) => sendJson(exchange.response, 200, modelList(models(exchange))),
    getModel(exchange, params) {
      const id = decodedParam(params["id"]);
      const all = models(exchange);
      const model = all.find((model) => model.id === id) ?? all.find((model) => model.experts.includes(id));
      if (model === undefined) {
        throw new ApiError(
          "model_not_found",
          `The model '${id}' does not exist; GET /v1/models lists those that do.`,
          "model",
        );
      }
      sendJson(exchange.response, 200, model);
    },
  };
}

/** The experts that the caller may ask. */
export const usableExperts = ({ experts }: ModelSources, { caller }: Exchange): readonly Expert[] =>
  experts().filter((expert) => caller === undefined || mayUse(caller, expert));

/** What the caller may ask for now. */
export const usableModels = (sources: ModelSources, exchange: Exchange): readonly Model[] =>
  modelsOf(usableExperts(sources, exchange), sources);

/** A model: OpenAI's fields, then Anthropic's, then our own. */
export interface Model {
  readonly id: string;
  readonly object: "model";
  /** Unix seconds; the same as `created_at`. */
  readonly created: number;
  readonly owned_by: "hearth";
  readonly type: "model";
  readonly display_name: string;
  readonly created_at: string;
  /** The model's kind, and the experts that serve it, which can also be asked for by name. */
  readonly kind: Expert["kind"];
  readonly experts: readonly string[];
}

/** The lists of both APIs in one: each client reads its own fields. */
function modelList(data: readonly Model[]) {
  return {
    object: "list",
    data,
    has_more: false,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
  };
}

/** Of each kind, first the models, ordered by their experts' names, then `auto` and the aliases. */
function modelsOf(experts: readonly Expert[], { aliases, sinceMs }: ModelSources): readonly Model[] {
  const toModel = modelSince(sinceMs);
  const healthy = experts.filter(({ instances }) => instances.length > 0);
  const own = [...Map.groupBy(healthy, ({ model }) => model)].flatMap(([id, [first, ...others]]) =>
    first === undefined ? [] : [toModel(id, [first, ...others])],
  );
  const chats = healthy.filter(({ kind }) => kind === "chat");
  const auto = isSome(chats) ? [toModel("auto", chats)] : [];
  const known = [...own, ...auto];
  const names = new Set(known.map(({ id }) => id));
  const others = Object.entries(aliases()).flatMap(([id, meant]) => {
    const model = known.find((model) => model.id === meant || model.experts.includes(meant));
    return model === undefined || names.has(id) ? [] : [{ ...model, id, display_name: id }];
  });
  return [...known, ...others].toSorted((a, b) => expertKinds.indexOf(a.kind) - expertKinds.indexOf(b.kind));
}

const isSome = (experts: readonly Expert[]): experts is readonly [Expert, ...(readonly Expert[])] => experts.length > 0;

const modelSince =
  (sinceMs: number) =>
  (id: string, experts: readonly [Expert, ...(readonly Expert[])]): Model => ({
    id,
    object: "model",
    created: Math.floor(sinceMs / 1_000),
    owned_by: "hearth",
    type: "model",
    display_name: id,
    created_at: new Date(sinceMs).toISOString(),
    kind: experts[0].kind,
    experts: experts.map(({ name }) => name),
  });
