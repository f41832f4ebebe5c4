/** A file of the depot: what a job fetches by its content's hash. */
export interface DepotItem {
  /** What jobs ask for: `llama.cpp`, `gateway`, a model's file name. */
  readonly name: string;
  /** File name below the hash; tells Nomad how to unpack it. */
  readonly file: string;
  readonly sha256: string;
}

/** The only form of a depot address: `http://n1.hearth:8090/<sha256>/<file>`. */
export const depotUrl = (origin: string, item: Pick<DepotItem, "file" | "sha256">): string =>
  `${origin}/${item.sha256}/${item.file}`;
