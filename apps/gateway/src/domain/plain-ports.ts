import type { AnswerCache } from "./answer-cache.ts";

/* The stages when nothing is configured: every key may do everything, and nothing is cached. */

export const noCache: AnswerCache = { find: () => undefined, wants: () => false, keep: () => undefined };
