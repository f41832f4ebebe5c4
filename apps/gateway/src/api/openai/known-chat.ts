import type { Warnings } from "../../domain/warnings.ts";
import { chatFields, onlyFields } from "./known-fields.ts";
import type { ChatRequest } from "./schemas.ts";

/** A chat with the fields that may reach an expert; the same object if it has no others. Throws like `onlyFields`. */
export function knownChat(request: ChatRequest, warnings: Warnings): ChatRequest {
  const chat = onlyFields(request, chatFields, warnings);
  const { chat_template_kwargs: settings } = chat;
  if (!settings) return chat;
  const others = Object.keys(settings).filter((name) => name !== "enable_thinking");
  if (others.length === 0) return chat;
  warnings.add("left out: chat_template_kwargs other than enable_thinking");
  return { ...chat, chat_template_kwargs: { enable_thinking: settings.enable_thinking } };
}
