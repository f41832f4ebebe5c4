/** A tool call's arguments as an object. A small model may write invalid JSON; the caller then gets the text as `input`. */
export function parseArguments(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text || "{}");
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Falls through to the text.
  }
  return { input: text };
}
