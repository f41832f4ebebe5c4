import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import { ApiError } from "../../domain/api-error.ts";
import type { ChatRequest } from "./schemas.ts";
import type { AnswerForm } from "../../domain/answer-form.ts";
import type { Inference } from "../../domain/inference.ts";
import { chatInference } from "./chat-inference.ts";
import { jsonBody } from "../shared/json-body.ts";
import { sessionOf } from "../shared/session-of.ts";

const countSchema = z.object({ input_tokens: z.int().nonnegative() });

/**
 * A chat whose tokens are only counted: the expert applies its template and vocabulary, and nothing is generated. `toAnswer` turns
 * the count into the API's answer.
 */
export function countInference(
  chat: ChatRequest,
  headers: IncomingHttpHeaders,
  toAnswer: (tokens: number) => object,
): Inference {
  const inference = chatInference(chat, {
    api: "count_tokens",
    path: "/v1/chat/completions/input_tokens",
    body: jsonBody(chat),
    session: sessionOf(headers, chat.user),
    answer: () => new CountForm(toAnswer),
  });
  return { ...inference, stream: false };
}

class CountForm implements AnswerForm {
  readonly #toAnswer: (tokens: number) => object;

  constructor(toAnswer: (tokens: number) => object) {
    this.#toAnswer = toAnswer;
  }

  whole(answer: Buffer): Buffer {
    try {
      return Buffer.from(JSON.stringify(this.#toAnswer(countSchema.parse(JSON.parse(answer.toString())).input_tokens)));
    } catch {
      throw noCount();
    }
  }

  events(): Buffer {
    throw noCount();
  }

  end(): Buffer {
    throw noCount();
  }
}

const noCount = (): ApiError => new ApiError("expert_failed", "The expert did not answer with a token count.");
