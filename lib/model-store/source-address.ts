import { homedir } from "node:os";
import { join } from "node:path";
import type { ModelSource } from "../config/shape/models-schema.ts";
import type { ModelFile } from "../config/derive/model-files.ts";

/** The server that repositories are fetched from. */
export const hubOrigin = (environment: NodeJS.ProcessEnv = process.env): string =>
  (environment["HF_ENDPOINT"] ?? "https://huggingface.co").replace(/\/+$/, "");

/** The address of a file on the hub. */
export function hubUrl(
  {
    repository,
    revision = "main",
    path,
  }: { readonly repository: string; readonly revision?: string; readonly path: string },
  environment: NodeJS.ProcessEnv = process.env,
): string {
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  return `${hubOrigin(environment)}/${repository}/resolve/${encodeURIComponent(revision)}/${encoded}`;
}

/** The address that a source has on the web; undefined for one that has none. */
export function webAddressOf(source: ModelSource, file: Pick<ModelFile, "file" | "sha256">): string | undefined {
  if ("hub" in source) {
    const { hub: repository, revision = "main", path = file.file } = source;
    return hubUrl({ repository, revision, path });
  }
  if ("url" in source) return source.url;
  return "lan" in source
    ? `${source.lan.replace(/\/+$/, "")}/${file.sha256}/${encodeURIComponent(file.file)}`
    : undefined;
}

/** A source in words. */
export function describeSource(source: ModelSource, file: Pick<ModelFile, "file" | "sha256">): string {
  if ("tool" in source) return `the toolchain's ${source.tool}`;
  if ("path" in source && !("hub" in source)) return source.path;
  if ("packages" in source) {
    const { packages, version, parts = 1 } = source;
    return parts === 1 ? `PyPI ${packages} ${version}` : `PyPI ${packages} ${version}, ${parts} parts`;
  }
  return webAddressOf(source, file) ?? "";
}

/** `~/models/x.gguf` → `/home/ann/models/x.gguf`. */
export const expandHome = (path: string): string => (path.startsWith("~/") ? join(homedir(), path.slice(2)) : path);
