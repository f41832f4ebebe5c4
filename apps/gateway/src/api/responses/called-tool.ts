/** A tool of a request that is offered to the model as a function of another name or form. */
export interface CalledTool {
  readonly kind: "function" | "custom";
  readonly name: string;
  readonly namespace?: string;
}

/** Such tools, by the name of the function that the model knows. */
export type CalledTools = ReadonlyMap<string, CalledTool>;

/** The name of the function for a tool in a namespace: a chat knows no namespaces. */
export const functionName = (name: string, namespace: string | null | undefined): string =>
  namespace ? `${namespace}${namespace.endsWith("__") ? "" : "__"}${name}` : name;

/** The one argument of a function that stands for a custom tool. */
export const customArgument = "input";

/** The text in the arguments of such a function. A small model may write something else than it should; then it is all of that. */
export function customInput(written: string): string {
  try {
    const value: unknown = JSON.parse(written);
    if (typeof value === "string") return value;
    if (typeof value === "object" && value !== null) {
      const { [customArgument]: input, ...others } = value as Readonly<Record<string, unknown>>;
      if (typeof input === "string") return input;
      const [only, ...more] = Object.values(others);
      if (typeof only === "string" && more.length === 0) return only;
    }
  } catch {
    // Falls through to the text as it is.
  }
  return written;
}
