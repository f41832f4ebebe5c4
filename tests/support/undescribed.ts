/** Paths of the properties without a description, in a JSON Schema or in a document that holds some. */
export function undescribedIn(value: unknown, path = ""): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([keyword, inner]: [string, unknown]) => {
    if (keyword !== "properties") return undescribedIn(inner, Array.isArray(value) ? path : pathOf(path, keyword));
    return Object.entries(inner as Record<string, { readonly description?: string }>).flatMap(([key, field]) => {
      const here = `${path}.${key}`;
      return [...((field.description ?? "") === "" ? [here] : []), ...undescribedIn(field, here)];
    });
  });
}

/** Routes and names of schemas say where in a document a property is. */
const pathOf = (path: string, keyword: string): string =>
  keyword.startsWith("/") || /^(get|post|patch|delete|\d{3})$/.test(keyword) ? `${path} ${keyword}` : path;
