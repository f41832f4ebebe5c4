import type { AnswerCache } from "./answer-cache.ts";

/* The stages as they are where nothing is configured: every key may do everything and nothing is kept. */

export const noCache: AnswerCache = { find: () => undefined, wants: () => false, keep: () => undefined };
