import type { Exchange } from "../../domain/exchange.ts";
import type { Inference } from "../../domain/inference.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import type { LogConfig } from "@hearth/contracts/gateway/log-config.ts";

const maxPromptLength = 2_000;

/** Logs the prompts of the configured keys only. */
export function promptLog({ promptsOf }: LogConfig, log: JsonLog): (exchange: Exchange, inference: Inference) => void {
  const named = new Set(promptsOf);
  return ({ id, caller }, inference) => {
    if (caller === undefined || !named.has(caller.id)) return;
    log.info("prompt", { requestId: id, caller: caller.id, prompt: inference.text().slice(0, maxPromptLength) });
  };
}
