import { textIn } from "../shared/text-in.ts";
import type { AnthropicSystem } from "./schemas.ts";

/** Claude Code's mark for Anthropic's billing. It differs in every request, so an expert's prompt cache would never match. */
const billingMark = /^x-anthropic-billing-header:[^\n]*(?:\n|$)/;

/** The system prompt as one text. */
export function toSystemText(system: AnthropicSystem): string {
  if (typeof system === "string") return system.replace(billingMark, "");
  return (system ?? [])
    .map((block) => (block.type === "text" ? block.text : textIn(block)).replace(billingMark, ""))
    .filter((text) => text !== "")
    .join("\n");
}
