/** Two contents of messages, each a text or a list of parts, as one. */
export function together(before: unknown, after: unknown): unknown {
  if (isNothing(before)) return after;
  if (isNothing(after)) return before;
  if (typeof before === "string" && typeof after === "string") return `${before}\n\n${after}`;
  return [...asParts(before), ...asParts(after)];
}

const isNothing = (content: unknown): boolean =>
  content === undefined || content === null || content === "" || (Array.isArray(content) && content.length === 0);

const asParts = (content: unknown): readonly unknown[] =>
  Array.isArray(content) ? content : [{ type: "text", text: content }];
