import type { Other } from "./other-type.ts";

/** The text in a piece of an unknown type, such as a search result or a summary. Empty: it has none. */
export function textIn({ sent }: Other): string {
  const { title, text, content } = sent;
  const said = typeof text === "string" ? text : typeof content === "string" ? content : textsOf(content);
  return said === "" || typeof title !== "string" || title === "" ? said : `${title}\n\n${said}`;
}

function textsOf(content: unknown): string {
  if (!Array.isArray(content)) return "";
  return (content as readonly unknown[])
    .flatMap((part) =>
      typeof part === "object" && part !== null && "text" in part && typeof part.text === "string" ? [part.text] : [],
    )
    .join("\n");
}
