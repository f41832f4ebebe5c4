import type { CatalogueData } from "./catalogue-schema.ts";

/** The catalogue that the gateway brings. Read only when it is asked for: it takes some 15 MB of memory. */
export async function bundledCatalogue(): Promise<CatalogueData> {
  const { default: data } = await import("./catalogue.json", { with: { type: "json" } });
  return data;
}
