/** A tool call's arguments as an object. A small model may write what is no JSON; then the caller gets it as it is, as `input`. */
export function parseArguments(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text || "{}");
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Said below.
  }
  return { input: text };
}
