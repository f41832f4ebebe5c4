import { bundledCatalogue } from "@hearth/contracts/catalogue/bundled-catalogue.ts";
import type { CatalogueData, CatalogueModel } from "@hearth/contracts/catalogue/catalogue-schema.ts";

/** Fewer than half as many providers as before is no newer catalogue but a broken one. */
const leastShare = 0.5;

/** What is known of providers and their models; read when it is first asked for, replaced as a whole. */
export class Catalogue {
  readonly #read: () => Promise<CatalogueData>;
  #data: CatalogueData | undefined;

  constructor(read: () => Promise<CatalogueData> = bundledCatalogue) {
    this.#read = read;
  }

  async load(): Promise<CatalogueData> {
    return (this.#data ??= await this.#read());
  }

  /** What has been loaded so far. */
  model(provider: string, model: string): CatalogueModel | undefined {
    const known = this.#data?.[provider]?.models;
    return known !== undefined && Object.hasOwn(known, model) ? known[model] : undefined;
  }

  /** Takes newer facts; an address that they leave out is kept. Throws where they cannot be the whole. */
  async replace(newer: CatalogueData): Promise<void> {
    const old = await this.load();
    const count = Object.keys(newer).length;
    if (count < Object.keys(old).length * leastShare) throw new Error(`only ${count} providers`);
    this.#data = Object.fromEntries(
      Object.entries(newer).map(([id, provider]) => [id, { ...provider, api: provider.api ?? old[id]?.api }]),
    );
  }
}
