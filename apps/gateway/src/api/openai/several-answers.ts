import { jsonBody } from "../shared/json-body.ts";
import type { Inference } from "../../domain/inference.ts";
import type { SamplingFields } from "./schemas.ts";
import { SeveralForm } from "./several-form.ts";

/**
 * A request for several answers: `n` of them to each of its prompts. llama-server (b10068) says in a whole answer only what the
 * first one took, but in a stream what each did. So the expert is always asked for a stream, with usage; of that the caller gets
 * what it asked for, and its key is charged for all. A request for one answer goes on as it was sent.
 */
export function severalAnswers(inference: Inference, request: SamplingFields, prompts = 1): Inference {
  // llama-server's own name for `n`, which comes first there.
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
