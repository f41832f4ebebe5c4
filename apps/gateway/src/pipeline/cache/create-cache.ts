import type { Dispatcher } from "undici";
import type { AnswerCache } from "../../domain/answer-cache.ts";
import { noCache } from "../../domain/plain-ports.ts";
import type { Expert } from "../../domain/expert.ts";
import { AnswerCaches } from "./answer-caches.ts";
import type { CacheConfig } from "@hearth/contracts/gateway/cache-config.ts";
import { embedByExpert } from "../../upstream/embedding/embed-by-expert.ts";

export interface CreateCachePorts {
  readonly experts: () => readonly Expert[];
  readonly dispatcher: Pick<Dispatcher, "request">;
  readonly onChecked: (right: boolean) => void;
}

/** The configured caches; none by default. */
export function createCache(config: CacheConfig, { experts, dispatcher, onChecked }: CreateCachePorts): AnswerCache {
  if (!config.exact && !config.semantic) return noCache;
  const embed = embedByExpert({ experts, dispatcher, limitMs: config.embeddingMs });
  return new AnswerCaches({ config, embed, onChecked });
}
