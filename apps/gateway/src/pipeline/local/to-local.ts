import { ApiError } from "../../domain/api-error.ts";
import { isOutside, type Expert } from "../../domain/expert.ts";
import type { Inference } from "../../domain/inference.ts";
import type { ExpertProperties, Properties } from "../../upstream/experts/expert-properties.ts";
import { isForced, localChat } from "./local-chat.ts";
import { isOutOfTurn } from "./in-turns.ts";

export type ToLocal = (expert: Expert, inference: Inference) => Inference | Promise<Inference>;

/**
 * The request as a local expert can take it; the same one if it can. Only requests with tools, a form for the answer, messages out of
 * turn, vectors of a certain length or token numbers are looked at. Throws ApiError `invalid_value`.
 */
export const toLocal =
  (properties: Pick<ExpertProperties, "of" | "learn">): ToLocal =>
  (expert, inference) => {
    const needed = needs(inference);
    if (needed === undefined || isOutside(expert)) return inference;
    const adapt = (): Inference => needed(expert, properties.of(expert));
    const learning = properties.learn([expert]);
    return learning === undefined ? adapt() : learning.then(adapt);
  };

type Adapt = (expert: Expert, properties: Properties) => Inference;

function needs(inference: Inference): Adapt | undefined {
  if (inference.kind === "embedding") {
    const { input, dimensions } = inference.json();
    return hasTokens(input) || isGiven(dimensions) ? embedding(inference) : undefined;
  }
  if (inference.kind !== "chat" || inference.api === "completions") return undefined;
  const { tools, tool_choice, response_format, messages } = inference.json();
  return isGiven(tools) || isGiven(response_format) || isForced(tool_choice) || isOutOfTurn(messages)
    ? (expert, properties) => localChat(inference, expert, properties)
    : undefined;
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

const hasTokens = (input: unknown): boolean =>
  Array.isArray(input) && (typeof input[0] === "number" || Array.isArray(input[0]));

const embedding =
  (inference: Inference): Adapt =>
  ({ model }, { dimensions: own }) => {
    const { input, dimensions } = inference.json();
    if (hasTokens(input)) {
      throw new ApiError(
        "invalid_value",
        "This model takes text, not token numbers (LangChain: check_embedding_ctx_length=False).",
        "input",
      );
    }
    if (!isGiven(dimensions) || own === undefined || dimensions === own) return inference;
    throw new ApiError(
      "invalid_value",
      `Invalid value for 'dimensions': '${model}' makes vectors of ${own} numbers, and of no other length.`,
      "dimensions",
    );
  };
