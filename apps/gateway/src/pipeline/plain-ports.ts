import type { Expert } from "../routing/expert.ts";
import { resolveExpert } from "../routing/resolve-expert.ts";
import type { AnswerCache } from "./answer-cache.ts";
import type { Chooser } from "./choice.ts";

/* The stages as they are where nothing is configured: every key may do everything and nothing is kept. */

export const noCache: AnswerCache = { find: () => undefined, wants: () => false, keep: () => undefined };

/** By the expert's or the model's name, or the first of the right kind. */
export const namedChooser = (experts: () => readonly Expert[]): Chooser => ({
  choose({ model, kind }) {
    const expert = resolveExpert(experts(), { model, kind });
    const route = model === undefined || model === "auto" ? "auto" : model === expert.name ? "name" : "model";
    return { experts: [expert], route, reason: route };
  },
});
