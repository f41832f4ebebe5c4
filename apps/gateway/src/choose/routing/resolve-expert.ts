import { ApiError } from "../../domain/api-error.ts";
import type { Expert, ExpertKind } from "../../domain/expert.ts";

export interface Wanted {
  /** From the request; absent and `auto` leave the choice to the gateway. */
  readonly model: string | null | undefined;
  readonly kind: ExpertKind;
}

/**
 * The expert for a request: by its own name, else by its model's name, else (`auto`) the first of the right kind. Experts with an
 * instance come first. Pure. Throws ApiError `model_not_found`, `unsupported_model` or `expert_unavailable`.
 */
export function resolveExpert(experts: readonly Expert[], { model, kind }: Wanted): Expert {
  const automatic = model === null || model === undefined || model === "auto";
  const candidates = automatic ? experts.filter((expert) => expert.kind === kind) : named(experts, model);
  if (candidates.length === 0) throw automatic ? unavailable(`No ${kind} expert`) : notFound(model);

  const suitable = candidates.filter((expert) => expert.kind === kind);
  const first = suitable[0];
  if (first === undefined) {
    throw new ApiError("unsupported_model", `The model '${String(model)}' is not a ${kind} model.`, "model");
  }
  const able = suitable.find((expert) => expert.instances.length > 0);
  if (able === undefined) throw unavailable(`No instance of expert '${first.name}'`);
  return able;
}

function named(experts: readonly Expert[], name: string): readonly Expert[] {
  const exact = experts.filter((expert) => expert.name === name);
  return exact.length > 0 ? exact : experts.filter((expert) => expert.model === name);
}

const unavailable = (what: string): ApiError =>
  new ApiError("expert_unavailable", `${what} is healthy at the moment. Try again shortly.`);

const notFound = (model: string): ApiError =>
  new ApiError("model_not_found", `The model '${model}' does not exist; GET /v1/models lists those that do.`, "model");
