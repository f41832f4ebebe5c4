import { formatElapsed } from "@hearth/kernel/units.ts";
import type { Answer, Message } from "../../chat/ask-gateway.ts";

/** A conversation at the prompt: what was said, and who is asked. */
export interface Conversation {
  readonly model: string;
  /** What the model is told before anything else. */
  readonly system: string | undefined;
  readonly said: readonly Message[];
}

/** What a line that was typed asks for. */
export type Input =
  | { readonly kind: "ask"; readonly text: string }
  | { readonly kind: "model" | "system" | "save"; readonly value: string }
  | { readonly kind: "new" | "help" | "end" | "nothing" }
  | { readonly kind: "unknown"; readonly command: string };

export const helpText = `/model NAME   ask another expert or model; without a name, show it
/system TEXT  tell the model something before the conversation; without a text, take it back
/new          forget what was said
/save FILE    write the conversation to a file, as Markdown
/exit         end, as Ctrl-D does`;

export function readInput(line: string): Input {
  const text = line.trim();
  if (text === "") return { kind: "nothing" };
  if (!text.startsWith("/")) return { kind: "ask", text };
  const [command = "", ...words] = text.slice(1).split(/\s+/);
  const value = words.join(" ");
  switch (command) {
    case "model":
    case "system":
    case "save":
      return { kind: command, value };
    case "new":
    case "help":
      return { kind: command };
    case "exit":
    case "quit":
      return { kind: "end" };
    default:
      return { kind: "unknown", command };
  }
}

/** What is sent: the system's text, everything said so far, and the new question. */
export const messagesOf = ({ system, said }: Conversation, text: string): readonly Message[] => [
  ...(system === undefined ? [] : [{ role: "system", content: system } as const]),
  ...said,
  { role: "user", content: text },
];

export const withAnswer = (conversation: Conversation, text: string, answer: Pick<Answer, "text">): Conversation => ({
  ...conversation,
  said: [...conversation.said, { role: "user", content: text }, { role: "assistant", content: answer.text }],
});

/** What is printed below an answer: who answered and how fast, and whether something is missing. */
export function footnotes(answer: Answer, { maxTokens }: { readonly maxTokens: number }): readonly string[] {
  return [
    `(${[answer.expert, speedOf(answer)].filter((part) => part !== "").join(", ")})`,
    ...(answer.cut ? [`The answer was cut at ${maxTokens} tokens; allow more with --max-tokens.`] : []),
    ...(answer.memories === undefined ? [] : [`memories: ${answer.memories}`]),
  ];
}

function speedOf({ tokens, firstTokenMs, totalMs }: Answer): string {
  const time = formatElapsed(totalMs);
  const generatingMs = totalMs - firstTokenMs;
  if (tokens < 2 || generatingMs <= 0) return time;
  const speed = (tokens - 1) / (generatingMs / 1_000);
  return `${tokens} tokens in ${time}, ${speed.toFixed(speed < 10 ? 1 : 0)} tokens/s`;
}

export const asMarkdown = ({ model, system, said }: Conversation): string =>
  [
    `# Conversation with ${model}`,
    ...(system === undefined ? [] : [`> ${system}`]),
    ...said.map(({ role, content }) => (role === "user" ? `**You:** ${content}` : content.trim())),
  ].join("\n\n") + "\n";
