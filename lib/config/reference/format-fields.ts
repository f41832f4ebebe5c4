import type { Field } from "./field.ts";

/** When a key is required, or its default: "required", "default: `22`", "optional". Markdown. */
export function needOf({ required, requiredWith, default: value }: Field): string {
  if (required) return "required";
  if (requiredWith !== undefined) return `required with \`${requiredWith}\``;
  return value === undefined ? "optional" : `default: ${value}`;
}

/** What a key means, and where its own keys are listed if they are not below it. */
export const meaningOf = ({ description, sameAs }: Field): string =>
  sameAs === undefined ? description : `${description} Takes the same keys as \`${sameAs}\` at the top level.`;

/** Keys for a terminal: a line with what is needed, and the meaning below it, wrapped to the width. */
export const formatFields = (fields: readonly Field[], width: number): string =>
  fields
    .map((field) => {
      const text = wrap(meaningOf(field), width - indent.length).map((line) => indent + line);
      return [`${field.path}  (${field.type}; ${needOf(field)})`, ...text].join("\n");
    })
    .join("\n\n");

const indent = "    ";

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (longer.length <= width || line === "") line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}
