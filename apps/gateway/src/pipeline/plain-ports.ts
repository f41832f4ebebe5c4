import type { Expert } from "../routing/expert.ts";
import { resolveExpert } from "../routing/resolve-expert.ts";
import type { Admission, Place } from "./admission.ts";
import type { Allowance, Reservation } from "./allowance.ts";
import type { AnswerCache } from "./answer-cache.ts";
import type { Chooser } from "./choice.ts";

/* The stages as they are where nothing is configured: every key may do everything, nothing is kept, nobody waits. */

const reservation: Reservation = { settle: () => undefined, release: () => undefined };
export const freeAllowance: Allowance = { reserve: () => reservation };

const place: Place = { waitedMs: 0, leave: () => undefined };
export const freeAdmission: Admission = { enter: () => place };

export const noCache: AnswerCache = { find: () => undefined, wants: () => false, keep: () => undefined };

/** By the expert's or the model's name, or the first of the right kind. */
export const namedChooser = (experts: () => readonly Expert[]): Chooser => ({
  choose({ model, kind }) {
    const expert = resolveExpert(experts(), { model, kind });
    const route = model === undefined || model === "auto" ? "auto" : model === expert.name ? "name" : "model";
    return { experts: [expert], route, reason: route };
  },
});
