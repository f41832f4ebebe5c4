import { ApiError } from "../../domain/api-error.ts";
import type { Choice, Chooser } from "../../domain/choice.ts";
import type { Inference } from "../../domain/inference.ts";
import { mayUse, type Caller } from "../../domain/caller.ts";

/** A chooser that enforces the APIs and models that a key allows, also for fallbacks. Throws ApiError `permission_denied`. */
export function permittedChooser(chooser: Chooser): Chooser {
  return {
    choose(inference, caller) {
      checkApi(inference, caller);
      const choice = chooser.choose(inference, caller);
      if (caller.models === undefined) return choice;
      return choice instanceof Promise ? choice.then((chosen) => permitted(chosen, caller)) : permitted(choice, caller);
    },
  };
}

function checkApi({ api }: Inference, { apis }: Caller): void {
  if (apis === undefined || apis.has(api)) return;
  throw new ApiError("permission_denied", `This key may not use the API '${api}'.`);
}

function permitted(choice: Choice, caller: Caller): Choice {
  const experts = choice.experts.filter((expert) => mayUse(caller, expert));
  if (experts.length === choice.experts.length) return choice;
  if (experts.length > 0) return { ...choice, experts };
  throw new ApiError(
    "permission_denied",
    `This key may not use the model '${choice.experts[0]?.model ?? ""}'.`,
    "model",
  );
}
