import type { Expert, ExpertServing } from "../config/derive/cluster.ts";
import { cpuBatch, livenessSlots, requestSlots } from "../placement/serving.ts";
import { rpcWorkers } from "./llama.ts";

/**
 * llama-server's arguments (b10068), but for `--rpc`, whose addresses are known on the node only. Layers all go to the
 * workers where there are any, in equal parts: the head keeps what is not a layer.
 */
export const llamaArguments = (expert: Expert): readonly string[] => [
  ...sharedArguments(expert),
  ...wholeArguments(expert),
];

/** The same whatever a head runs. */
export const sharedArguments = ({ serving }: Expert): readonly string[] => [
  ...["--host", "${NOMAD_IP_http}", "--port", "${NOMAD_PORT_http}"],
  ...["--threads", String(serving?.threads ?? "${attr.cpu.numcores}")],
  ...["--offline", "--no-ui", "--no-slots", "--metrics"],
  // What does not fit has to fail, rather than be shrunk silently.
  ...["--fit", "off", "--cache-ram", "0"],
];

/** As planned. */
export function wholeArguments(expert: Expert): readonly string[] {
  const { model, context, serving } = expert;
  return [...modelArguments({ model, context, ...serving }), ...splitArguments(expert)];
}

/** While a worker is lost; undefined if the head then waits for it. */
export const reducedArguments = ({ reduced }: Expert): readonly string[] | undefined =>
  reduced && modelArguments(reduced);

type Served = Pick<Expert, "model" | "context"> & Partial<Pick<ExpertServing, "slots" | "batch" | "kvType">>;

const modelArguments = (served: Served): readonly string[] => [
  ...["--model", `local/${served.model.file}`, "--alias", served.model.name],
  // The other files of a split model lie beside the first, where llama-server looks for them.
  ...(served.model.projector === undefined ? [] : ["--mmproj", `local/${served.model.projector.file}`]),
  ...["--ctx-size", String(served.context)],
  ...(served.model.kind === "chat" ? chatArguments(served) : embeddingArguments(served)),
];

/**
 * A small batch, because the liveness check, the answers in progress and new requests all wait for one batch. On a CPU a larger one
 * reads no faster.
 */
function chatArguments({
  slots = requestSlots + livenessSlots,
  batch = cpuBatch,
  kvType = "f16",
}: Served): readonly string[] {
  return [
    ...["--parallel", String(slots), "--kv-unified", "--batch-size", String(batch)],
    // Only with flash attention can the cache be in 8 bits.
    ...(kvType === "f16" ? [] : ["--cache-type-k", kvType, "--cache-type-v", kvType, "--flash-attn", "on"]),
  ];
}

/** A text to embed has to fit into one batch. */
const embeddingArguments = ({ context }: Served): readonly string[] => [
  ...["--embedding", "--parallel", "1"],
  ...["--batch-size", String(context), "--ubatch-size", String(context)],
];

/**
 * Naming the devices makes a head fail at once if its worker does not answer. Otherwise llama-server leaves out the worker and
 * loads the whole model itself.
 */
function splitArguments(expert: Expert): readonly string[] {
  const workers = rpcWorkers(expert);
  if (workers.length === 0) return [];
  const devices = workers.map((_, index) => `RPC${index}`).join(",");
  const { gpuLayers = 99, tensorSplit = workers.map(() => 1) } = expert.serving ?? {};
  return ["--device", devices, "--gpu-layers", String(gpuLayers), "--tensor-split", tensorSplit.join(",")];
}
