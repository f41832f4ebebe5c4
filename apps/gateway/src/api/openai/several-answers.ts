import { jsonBody } from "../shared/json-body.ts";
import type { Inference } from "../../domain/inference.ts";
import type { SamplingFields } from "./schemas.ts";
import { SeveralForm } from "./several-form.ts";

/**
 * A request for several answers: `n` to each of its prompts. An unstreamed answer of llama-server (b10068) reports the usage of the
 * first only, a stream that of each. So the expert is always asked for a stream with usage: the caller gets the form that it asked
 * for, and its key is charged for all answers. A request for one answer is passed on unchanged.
 */
export function severalAnswers(inference: Inference, request: SamplingFields, prompts = 1): Inference {
  // `n_cmpl` is llama-server's own name for `n` and takes precedence there.
  const n = request.n_cmpl ?? request.n ?? 1;
  const several = n * prompts > 1;
  if (!several && !request.n_cmpl) return inference;
  const one = { ...request, n, n_cmpl: undefined };
  const sent = several ? { ...one, stream: true, stream_options: { include_usage: true } } : one;
  const made = { ...inference, body: jsonBody(sent), json: () => sent };
  if (!several) return made;
  const { stream } = inference;
  const usage = request.stream_options?.include_usage === true;
  return { ...made, answer: () => new SeveralForm({ prompts, stream, usage }) };
}
