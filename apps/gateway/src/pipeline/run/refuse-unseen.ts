import { ApiError } from "../../domain/api-error.ts";
import type { Expert } from "../../domain/expert.ts";
import type { Inference } from "../../domain/inference.ts";

/** Throws ApiError `invalid_value` if a request has pictures or sound and the expert says that it takes none. */
export function refuseUnseen({ name, capabilities }: Expert, { needs }: Inference): void {
  const isUnseen = needs.vision && capabilities?.vision === false;
  if (!isUnseen && !(needs.audio && capabilities?.audio === false)) return;
  const what = isUnseen ? "pictures" : "sound";
  throw new ApiError(
    "invalid_value",
    `Expert '${name}' takes no ${what}. Ask one that does, or leave the ${what} out.`,
    "messages",
  );
}
