import { bundledCatalogue } from "@hearth/contracts/catalogue/bundled-catalogue.ts";
import type { CatalogueData, CatalogueModel } from "@hearth/contracts/catalogue/catalogue-schema.ts";

/** A new catalogue with less than this share of the old one's providers is taken for broken. */
const minShare = 0.5;

/** The known providers and their models. Loaded on first use; replaced as a whole. */
export class Catalogue {
  readonly #read: () => Promise<CatalogueData>;
  #data: CatalogueData | undefined;

  constructor(read: () => Promise<CatalogueData> = bundledCatalogue) {
    this.#read = read;
  }

  async load(): Promise<CatalogueData> {
    return (this.#data ??= await this.#read());
  }

  /** Looks only at what is loaded. */
  model(provider: string, model: string): CatalogueModel | undefined {
    const known = this.#data?.[provider]?.models;
    return known !== undefined && Object.hasOwn(known, model) ? known[model] : undefined;
  }

  /** Replaces the catalogue; keeps a provider's address if the new one lacks it. Throws if too few providers are left. */
  async replace(newer: CatalogueData): Promise<void> {
    const old = await this.load();
    const count = Object.keys(newer).length;
    if (count < Object.keys(old).length * minShare) throw new Error(`only ${count} providers`);
    this.#data = Object.fromEntries(
      Object.entries(newer).map(([id, provider]) => [id, { ...provider, api: provider.api ?? old[id]?.api }]),
    );
  }
}
