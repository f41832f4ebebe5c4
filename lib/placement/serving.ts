import type { ExpertRequest } from "./expert-request.ts";
import type { Form } from "./forms.ts";
import type { Serving } from "./memory-model.ts";

/** Requests that a chat expert answers at the same time. */
export const requestSlots = 4;
/** One more for the liveness check. */
export const livenessSlots = 1;

/** Tokens that are computed at once; a CPU reads no faster with more, and everybody waits for a batch. */
export const cpuBatch = 128;
const gpuBatch = 512;

/** How an expert of a kind is served, unless a person says otherwise. */
export function usualServing(kind: ExpertRequest["kind"], context: number): Serving {
  return servingOf({ kind }, { context, kvType: "f16" }, false);
}

/** A text to embed has to fit into one batch. */
export function servingOf(
  { kind, slots = requestSlots }: Pick<ExpertRequest, "kind" | "slots">,
  { context, kvType }: Pick<Form, "context" | "kvType">,
  onGpu: boolean,
): Serving {
  if (kind === "embedding") return { context, slots: 1, kvType, batch: context };
  return { context, slots: slots + livenessSlots, kvType, batch: Math.min(context, onGpu ? gpuBatch : cpuBatch) };
}
