import { join } from "node:path";
import { serviceEndpoint } from "../../cluster/service-endpoint.ts";
import type { Model } from "../../config/derive/cluster.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { cacheFolder } from "../../paths.ts";
import { cachedEmbedder } from "../../router/embedding-cache.ts";
import { embedBy, type EmbedTexts } from "../../router/embed-texts.ts";
import { gatewayClient } from "../../chat/gateway-client.ts";
import { startLocalEmbedder } from "../../router/local-embedder.ts";
import { loadStack } from "../../stack/load-stack.ts";
import { prepareSsh } from "../../stack/prepare-ssh.ts";
import { installTools } from "../../toolchain/install/install-tools.ts";
import { table } from "../../toolchain/rows/table.ts";
import type { Context } from "../context.ts";

export type EmbedderPlace = "local" | "gateway";

export interface OpenEmbedder extends AsyncDisposable {
  readonly model: string;
  /** Every call asks the embedder. */
  readonly embed: EmbedTexts;
  /** Asks the embedder only for texts that are not in the kit's cache. */
  readonly cached: EmbedTexts;
}

/** The stack's embedding model: behind the cluster's gateway, or in a local llama-server. */
export async function openEmbedder(context: Context, place: EmbedderPlace): Promise<OpenEmbedder> {
  const stack = await loadStack(context.stack);
  const model = stack.cluster.experts.find((expert) => expert.model.kind === "embedding")?.model;
  if (model === undefined) {
    throw new HearthError({
      code: "CONFIG_INVALID",
      at: stack.inventoryFile,
      message: "the stack has no embedding expert",
      hint: "Add an expert with an embedding model, such as all-minilm-l6-v2.",
    });
  }
  const opened = place === "local" ? await openLocal(context, model) : await openGateway(stack, model);
  const file = join(cacheFolder, "router", `${model.name}-${model.sha256.slice(0, 12)}`);
  return { ...opened, model: model.name, cached: cachedEmbedder(file, opened.embed) };
}

type Opened = Pick<OpenEmbedder, "embed" | typeof Symbol.asyncDispose>;

async function openLocal(context: Context, model: Model): Promise<Opened> {
  const { log, signal } = context;
  const tools = table.filter(({ provides }) => provides.includes(model.file)).map(({ name }) => name);
  await installTools(["llama.cpp", ...tools], { log, signal });
  return startLocalEmbedder({ model, signal });
}

async function openGateway(stack: Awaited<ReturnType<typeof loadStack>>, model: Model): Promise<Opened> {
  prepareSsh(stack);
  const client = gatewayClient(await serviceEndpoint(stack.folder, "gateway"));
  return { embed: embedBy(client, model.name), [Symbol.asyncDispose]: () => Promise.resolve() };
}
