import { json } from "node:stream/consumers";
import { z } from "zod";
import { HearthError } from "@hearth/kernel/errors.ts";
import { partNames } from "../models/gguf/join-parts.ts";
import { openUrl, type OpenOptions } from "../toolchain/fetch/open-url.ts";
import { hubOrigin } from "./source-address.ts";

const answer = z.object({
  sha: z.string(),
  siblings: z.array(
    z.object({
      rfilename: z.string(),
      size: z.number().optional(),
      lfs: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }).optional(),
    }),
  ),
});

export interface HubFile {
  readonly path: string;
  readonly sha256: string;
}

export interface HubModel {
  /** The commit, so that the same files are found next year. */
  readonly revision: string;
  /** In their order; more than one if the model is split. */
  readonly files: readonly HubFile[];
  readonly projector: HubFile | undefined;
}

/** The files of a quantization in a repository of the hub. Throws MODEL_UNAVAILABLE, with what there is instead. */
export async function findOnHub(
  { repository, quantization }: { readonly repository: string; readonly quantization: string },
  options: Pick<OpenOptions, "signal"> = {},
): Promise<HubModel> {
  const { sha, siblings } = await askHub(repository, options);
  const weights = siblings.flatMap(({ rfilename, lfs }) =>
    rfilename.endsWith(".gguf") && lfs !== undefined ? [{ path: rfilename, sha256: lfs.sha256 }] : [],
  );
  const isProjector = ({ path }: HubFile): boolean => /mmproj/i.test(path);
  const models = weights.filter((file) => !isProjector(file));
  const wanted = models.filter(({ path }) => hasQuantization(path, quantization));
  const first =
    wanted.find(({ path }) => !/-\d{5}-of-\d{5}\./.test(path)) ?? wanted.find(({ path }) => /-00001-of-/.test(path));
  if (first === undefined) {
    const names = models.map(({ path }) => path).slice(0, 12);
    throw unavailable(repository, {
      reason: `has no ${quantization}; it has ${names.length === 0 ? "no GGUF file" : names.join(", ")}`,
      hint: "Name one of its quantizations: `hearth models add hub:ORG/REPO:QUANT`.",
    });
  }
  const parts = partNames(first.path);
  const files = parts.flatMap((path) => models.filter((file) => file.path === path));
  if (files.length < parts.length)
    throw unavailable(repository, {
      reason: `has ${files.length} of ${parts.length} parts of ${first.path}`,
      hint: "Use another conversion.",
    });
  return { revision: sha, files, projector: weights.find(isProjector) };
}

/** `Q4_K_M` is in `x-Q4_K_M.gguf` and `x.q4_k_m-00001-of-00002.gguf`, and not in `x-IQ4_K_M2.gguf`. */
const hasQuantization = (path: string, quantization: string): boolean =>
  path
    .toLowerCase()
    .split(/[/.]|-(?=[^-]*$)|-/)
    .includes(quantization.toLowerCase());

async function askHub(repository: string, options: Pick<OpenOptions, "signal">): Promise<z.infer<typeof answer>> {
  const url = `${hubOrigin()}/api/models/${repository}?blobs=true`;
  const hint = "Check the name and your connection; HF_ENDPOINT names another server of the same kind.";
  try {
    const response = await openUrl(url, options);
    if (response.statusCode !== 200) {
      response.destroy();
      throw new Error(`${url} answered ${response.statusCode ?? 0}`);
    }
    return answer.parse(await json(response));
  } catch (thrown) {
    options.signal?.throwIfAborted();
    const reason =
      thrown instanceof z.ZodError || thrown instanceof SyntaxError
        ? `cannot be listed: ${url} does not answer as the hub does`
        : `cannot be listed: ${(thrown as Error).message}`;
    throw unavailable(repository, { reason, hint });
  }
}

const unavailable = (repository: string, { reason, hint }: { reason: string; hint: string }): HearthError =>
  new HearthError({ code: "MODEL_UNAVAILABLE", message: `the repository ${repository} ${reason}`, hint });
