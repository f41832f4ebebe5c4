import { hash } from "node:crypto";
import { readBody } from "@hearth/service/http/read-body.ts";
import { sendJson } from "@hearth/service/http/send-json.ts";
import { modelName } from "../../api/ollama/model-name.ts";
import { ollamaShowSchema } from "../../api/ollama/schemas.ts";
import { parseRequest } from "../../api/openai/parse-request.ts";
import { ApiError } from "../../domain/api-error.ts";
import type { Expert } from "../../domain/expert.ts";
import type { Exchange } from "../../domain/exchange.ts";
import type { Handler } from "../../domain/route.ts";
import { usableExperts, usableModels, type Model, type ModelSources } from "./model-routes.ts";

/** The version of Ollama whose API the gateway follows; some clients refuse to work with an old one. */
const version = "0.12.6";
/** A name. */
const maxShowBytes = 4_096;
/** Experts stay loaded. */
const never = "2100-01-01T00:00:00Z";

/** Ollama's lists of models: what can chat or embed, `auto` and aliases included. */
export function ollamaHandlers(
  sources: ModelSources,
): Readonly<Record<"ollamaTags" | "ollamaPs" | "ollamaShow" | "ollamaVersion", Handler>> {
  const models = (exchange: Exchange): readonly Model[] =>
    usableModels(sources, exchange).filter(({ kind }) => kind === "chat" || kind === "embedding");
  return {
    ollamaTags: (exchange) => sendJson(exchange.response, 200, { models: models(exchange).map(toEntry) }),
    ollamaPs(exchange) {
      const running = models(exchange).map((model) => ({ ...toEntry(model), expires_at: never, size_vram: 0 }));
      sendJson(exchange.response, 200, { models: running });
    },
    async ollamaShow(exchange) {
      const sent = parseRequest(await readBody(exchange.request, maxShowBytes), ollamaShowSchema);
      const name = modelName(sent.model ?? sent.name) ?? "auto";
      const all = models(exchange);
      const model = all.find(({ id }) => id === name) ?? all.find(({ experts }) => experts.includes(name));
      const expert = usableExperts(sources, exchange).find(({ name }) => model?.experts.includes(name));
      if (expert === undefined) throw new ApiError("model_not_found", `model '${name}' not found`, "model");
      sendJson(exchange.response, 200, toShown(expert, sources.sinceMs));
    },
    ollamaVersion: ({ response }) => sendJson(response, 200, { version }),
  };
}

const details = {
  parent_model: "",
  format: "gguf",
  family: "",
  families: [],
  parameter_size: "",
  quantization_level: "",
};

const toEntry = ({ id, created_at }: Model) => ({
  name: id,
  model: id,
  modified_at: created_at,
  // The gateway knows no files, only names.
  size: 0,
  digest: hash("sha256", id),
  details,
});

function toShown({ kind, capabilities }: Expert, sinceMs: number): object {
  const { contextTokens, tools, vision } = capabilities ?? {};
  return {
    modelfile: "",
    parameters: "",
    template: "",
    details,
    model_info: {
      "general.architecture": "hearth",
      ...(contextTokens === undefined ? {} : { "hearth.context_length": contextTokens }),
    },
    capabilities:
      kind === "embedding"
        ? ["embedding"]
        : ["completion", ...(tools === false ? [] : ["tools"]), ...(vision === true ? ["vision"] : [])],
    modified_at: new Date(sinceMs).toISOString(),
  };
}
