import type { CatalogueData } from "./catalogue-schema.ts";

/** The catalogue bundled with the gateway. Loaded lazily, since it takes about 15 MB of memory. */
export async function bundledCatalogue(): Promise<CatalogueData> {
  const { default: data } = await import("./catalogue.json", { with: { type: "json" } });
  return data;
}
