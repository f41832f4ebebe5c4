import type { ChatAbilities } from "../model-facts.ts";
import type { GgufHeader } from "./parse-gguf-header.ts";

/**
 * What a file's chat templates (in Jinja) have a place for. A template that writes whatever role a message has takes a system message
 * too; one that raises an error at it, as Gemma 2's does, does not.
 */
export function chatAbilities({ fields }: Pick<GgufHeader, "fields">): ChatAbilities {
  const templates = [...fields]
    .filter(([key]) => key === "tokenizer.chat_template" || key.startsWith("tokenizer.chat_template."))
    .map(([, value]) => (typeof value === "string" ? value : ""));
  const any = (pattern: RegExp): boolean => templates.some((template) => pattern.test(template));
  return {
    tools: any(/\btools\b/),
    system:
      templates.length > 0 &&
      !any(/system (?:role|message)s? (?:is |are )?not (?:supported|allowed)/i) &&
      any(takesSystem),
    reasoning: any(/<think>|enable_thinking|reasoning_content|reasoning_effort|\[THINK\]|<\|channel\|>/),
  };
}

const takesSystem = /["']system["']|<\|system\|>|\{\{[^}]*message(?:\[["']role["']\]|\.role)/;
