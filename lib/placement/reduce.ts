import type { ExpertRequest } from "./expert-request.ts";
import { formsOf, type Form } from "./forms.ts";
import { needOnCpu } from "./lay-out.ts";
import { servingOf } from "./serving.ts";
import type { ReducedForm } from "./placement.ts";

/** Tokens of a conversation that will do for a while, even if more are asked for. */
const leastContext = 2_048;

/**
 * How the head's machine runs a split expert by itself while a worker is lost: the best form that fits into so many bytes; undefined
 * if none does. The present one stays unless less has to be given up now, because a change restarts the head.
 */
export function reducedForm(request: ExpertRequest, freeBytes: number, present?: ReducedForm): ReducedForm | undefined {
  const { wanted, least } = request.context;
  const alone = { ...request, workers: [], context: { wanted, least: Math.min(least, leastContext) } };
  const fitting = formsOf(alone).filter((form) => needOf(request, form) <= freeBytes);
  const [best] = fitting;
  const same =
    present &&
    fitting.find(
      ({ model, context, kvType }) =>
        model.name === present.model && context === present.context && kvType === present.kvType,
    );
  const chosen = same !== undefined && best !== undefined && same.tier <= best.tier ? same : best;
  if (chosen === undefined) return undefined;
  const { slots, batch } = servingOf(request, chosen, false);
  const { model, context, kvType } = chosen;
  return { model: model.name, context, kvType, slots, batch, bytes: needOf(request, chosen) };
}

const needOf = (request: ExpertRequest, form: Form): number =>
  needOnCpu(form.model.shape, servingOf(request, form, false));
