import type { ModelRow, ModelSource } from "../shape/models-schema.ts";

/** One file of a model, and where it comes from. */
export interface ModelFile {
  readonly file: string;
  readonly sha256: string;
  /** Absent if nothing says it before the download. */
  readonly sizeBytes?: number;
  /** Whether it is a projector, which is a GGUF but no language model. */
  readonly isProjector: boolean;
  readonly sources: readonly ModelSource[];
}

type Described = Pick<ModelRow, "file" | "sha256" | "sources" | "moreFiles" | "projector">;

/** All files of a model: the first, those that it is split into, and its projector. Further files lie beside the first. */
export function filesOfModel(model: Described, sizeBytes?: number): readonly ModelFile[] {
  const { file, sha256, sources = [], moreFiles = [], projector } = model;
  const isWhole = moreFiles.length === 0;
  return [
    { file, sha256, sources, isProjector: false, ...(isWhole && sizeBytes !== undefined && { sizeBytes }) },
    ...moreFiles.map((more) => ({
      ...more,
      isProjector: false,
      sources: sources.flatMap((one) => beside(one, more.file)),
    })),
    ...(projector === undefined
      ? []
      : [
          {
            file: projector.file,
            sha256: projector.sha256,
            isProjector: true,
            sources: projector.sources ?? sources.flatMap((one) => beside(one, projector.file)),
          },
        ]),
  ];
}

/** The source of another file in the same place; packages and the toolchain have one file each. */
function beside(source: ModelSource, file: string): readonly ModelSource[] {
  if ("hub" in source) {
    const folder = source.path?.includes("/") === true ? source.path.replace(/[^/]*$/, "") : "";
    return [{ ...source, path: `${folder}${file}` }];
  }
  if ("url" in source) return [{ url: new URL(encodeURIComponent(file), source.url).href }];
  if ("path" in source) return [{ path: source.path.replace(/[^/]*$/, file) }];
  return "lan" in source ? [source] : [];
}
