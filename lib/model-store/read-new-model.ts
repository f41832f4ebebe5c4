import { basename, resolve } from "node:path";
import { HearthError, messageOf } from "@hearth/kernel/errors.ts";
import { sha256OfFile } from "@hearth/kernel/sha256-of-file.ts";
import type { ModelSource } from "../config/shape/models-schema.ts";
import { describeHeader, type ModelDescription } from "../models/gguf/describe-header.ts";
import { factsOf } from "../models/gguf/facts-of.ts";
import { partNames } from "../models/gguf/join-parts.ts";
import type { GgufHeader } from "../models/gguf/parse-gguf-header.ts";
import { readGgufFile, readGgufHeader } from "../models/gguf/read-gguf.ts";
import type { ModelFacts } from "../models/model-facts.ts";
import { findOnHub, type HubFile } from "./find-on-hub.ts";
import { remoteSource } from "./remote-source.ts";
import { expandHome, hubUrl } from "./source-address.ts";

/** A model that a person names by its address, as its header describes it. Nothing but the header was fetched. */
export interface NewModel {
  readonly files: readonly NewFile[];
  readonly facts: ModelFacts;
  readonly description: ModelDescription;
  readonly sources: readonly ModelSource[];
  readonly projector:
    { readonly file: string; readonly sha256: string; readonly sources: readonly ModelSource[] } | undefined;
}

export interface NewFile {
  readonly file: string;
  readonly sizeBytes: number;
  /** Where it is; a path if it has no scheme. */
  readonly address: string;
  /** Absent where only a download can tell. */
  readonly sha256: string | undefined;
}

interface Options {
  readonly signal?: AbortSignal;
}

/** Reads what a URL, a path or `hub:ORG/REPO:QUANT` stands for. Throws MODEL_INVALID or MODEL_UNAVAILABLE. */
export async function readNewModel(address: string, options: Options = {}): Promise<NewModel> {
  if (address.startsWith("hub:")) return readFromHub(address, options);
  if (/^https?:\/\//.test(address)) return readFromUrl(address, options);
  return readFromFile(resolve(expandHome(address)));
}

async function readFromHub(address: string, options: Options): Promise<NewModel> {
  const [, repository = "", quantization = ""] = /^hub:([\w.-]+\/[\w.-]+):([\w.-]+)$/.exec(address) ?? [];
  if (repository === "") {
    throw new HearthError({
      code: "MODEL_UNAVAILABLE",
      message: `${address} does not name a repository and a quantization`,
      hint: "Write it as hub:ORG/REPO:QUANT, such as hub:Qwen/Qwen3-4B-GGUF:Q4_K_M.",
    });
  }
  const { revision, files, projector } = await findOnHub({ repository, quantization }, options);
  const urlOf = ({ path }: HubFile): string => hubUrl({ repository, revision, path });
  const sourceOf = ({ path }: HubFile): ModelSource => ({
    ...{ hub: repository, revision },
    ...(path.includes("/") && { path }),
  });
  const read = await readHeaders(files.map(urlOf), options);
  const [first] = files;
  return {
    ...read,
    files: read.files.map((file, index) => ({ ...file, sha256: files[index]?.sha256 })),
    sources: first === undefined ? [] : [sourceOf(first)],
    projector: projector && {
      file: basename(projector.path),
      sha256: projector.sha256,
      sources: [sourceOf(projector)],
    },
  };
}

async function readFromUrl(address: string, options: Options): Promise<NewModel> {
  const name = decodeURIComponent(new URL(address).pathname.split("/").at(-1) ?? "");
  const urls = partNames(name).map((part) =>
    part === name ? address : new URL(encodeURIComponent(part), address).href,
  );
  const read = await readHeaders(urls, options);
  return { ...read, sources: [{ url: urls[0] ?? address }], projector: undefined };
}

async function readFromFile(path: string): Promise<NewModel> {
  const paths = partNames(basename(path)).map((part) => path.slice(0, -basename(path).length) + part);
  const headers: GgufHeader[] = [];
  for (const part of paths) headers.push(await readOne(part, () => readGgufFile(part)));
  const read = describe(paths, headers);
  const files: NewFile[] = [];
  for (const file of read.files) files.push({ ...file, sha256: await sha256OfFile(file.address) });
  return { ...read, files, sources: [{ path: paths[0] ?? path }], projector: undefined };
}

type Read = Pick<NewModel, "files" | "facts" | "description">;

async function readHeaders(urls: readonly string[], options: Options): Promise<Read> {
  const headers: GgufHeader[] = [];
  for (const url of urls) {
    headers.push(
      await readOne(url, async () => {
        const source = await remoteSource(url, options).catch((thrown: unknown) => {
          options.signal?.throwIfAborted();
          throw unreachable(url, thrown);
        });
        return readGgufHeader(source);
      }),
    );
  }
  return describe(urls, headers);
}

async function readOne(address: string, read: () => Promise<GgufHeader>): Promise<GgufHeader> {
  try {
    return await read();
  } catch (thrown) {
    if (thrown instanceof HearthError) throw thrown;
    if ((thrown as NodeJS.ErrnoException).code !== undefined) throw unreachable(address, thrown);
    throw invalid(address, thrown);
  }
}

function describe(addresses: readonly string[], headers: readonly GgufHeader[]): Read {
  const [first = ""] = addresses;
  const [header] = headers;
  if (header === undefined) throw new TypeError("no header");
  try {
    const facts = factsOf(headers);
    const files = addresses.map((address, index) => ({
      file: decodeURIComponent(address.split(/[?#]/)[0]?.split("/").at(-1) ?? ""),
      sizeBytes: headers[index]?.fileBytes ?? 0,
      address,
      sha256: undefined,
    }));
    return { files, facts, description: describeHeader(header) };
  } catch (thrown) {
    throw invalid(first, thrown);
  }
}

const invalid = (address: string, thrown: unknown): HearthError =>
  new HearthError({
    code: "MODEL_INVALID",
    at: address,
    message: messageOf(thrown),
    hint: "Nothing was added. Look for the model's GGUF file; on a hub it is the address of the download button.",
    cause: thrown,
  });

const unreachable = (address: string, thrown: unknown): HearthError =>
  new HearthError({
    code: "MODEL_UNAVAILABLE",
    at: address,
    message: `it cannot be read: ${messageOf(thrown)}`,
    hint: "Check the address and your connection.",
    cause: thrown,
  });
