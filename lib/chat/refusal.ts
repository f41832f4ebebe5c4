import { suggestion } from "../config/shape/nearest-name.ts";
import { HearthError } from "@hearth/kernel/errors.ts";

/** The gateway's refusal in words, with what to do about it. */
export function refusal(status: number, body: string, asked?: AskedModel): HearthError {
  const sentence = sentenceOf(status, messageIn(body));
  const message =
    status === 404 && asked !== undefined ? `${sentence}; ${suggestion(asked.model, asked.known)}` : sentence;
  return new HearthError({ code: "API_REFUSED", message, hint: hintOf(status) });
}

/** The model that was asked for, and what the inventory says there is. */
export interface AskedModel {
  readonly model: string;
  readonly known: readonly string[];
}

function sentenceOf(status: number, message: string): string {
  if (status === 401) return "the gateway does not accept this key: it is unknown, expired or revoked";
  return message === "" ? `the gateway answered ${status}` : `the gateway says: ${message.replace(/\.$/, "")}`;
}

function hintOf(status: number): string {
  switch (status) {
    case 400:
    case 413:
      return "Change what you ask; a new conversation is shorter.";
    case 401:
      return "See the keys with `hearth keys list`; your own is in the stack's folder, gateway.key.";
    case 403:
      return "See what the key may do with `hearth keys show NAME`, and change it with `hearth keys limits NAME`.";
    case 404:
      return "List the names with `hearth chat --models`.";
    case 429:
      return "The key has reached a limit: see `hearth keys show NAME`, or ask again later.";
    default:
      return "Check with `hearth status` that every expert is healthy, and read `hearth logs gateway`.";
  }
}

/** OpenAI's form of an error, or whatever else was said. */
function messageIn(body: string): string {
  try {
    const { error } = JSON.parse(body) as { error?: { message?: unknown } };
    if (typeof error?.message === "string") return error.message;
  } catch {
    // Not JSON, so it is shown as it is.
  }
  return body.trim().slice(0, 500);
}
