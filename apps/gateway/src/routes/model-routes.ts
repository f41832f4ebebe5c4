import type { Route } from "../http/route.ts";
import { sendJson } from "../http/send-json.ts";
import { mayUse } from "../keys/caller.ts";
import type { Expert } from "../routing/expert.ts";

/** `GET /v1/models`: every model that this key can ask now, once. */
export function modelsRoute(experts: () => readonly Expert[]): Route {
  return {
    method: "GET",
    path: "/v1/models",
    access: "key",
    handle({ response, caller }) {
      const mayBeAsked = experts().filter((expert) => caller === undefined || mayUse(caller, expert));
      sendJson(response, 200, modelList(mayBeAsked));
    },
  };
}

interface Model {
  readonly id: string;
  readonly object: "model";
  /** Unix seconds; a GGUF file does not say when its model was made. */
  readonly created: 0;
  readonly owned_by: "hearth";
  /** Beyond OpenAI's fields: what the model is for, and the experts that serve it, which can be asked for by name too. */
  readonly kind: Expert["kind"];
  readonly experts: readonly string[];
}

/** Ordered by the experts' names. */
export function modelList(experts: readonly Expert[]): { object: "list"; data: readonly Model[] } {
  const healthy = experts.filter(({ instances }) => instances.length > 0);
  const byModel = Map.groupBy(healthy, ({ model }) => model);
  const data = [...byModel].flatMap(([id, [first, ...others]]): Model[] =>
    first === undefined
      ? []
      : [
          {
            id,
            object: "model",
            created: 0,
            owned_by: "hearth",
            kind: first.kind,
            experts: [first, ...others].map(({ name }) => name),
          },
        ],
  );
  return { object: "list", data };
}
