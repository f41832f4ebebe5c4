import type { Expert } from "../config/derive/cluster.ts";
import { rpcWorkers } from "./llama.ts";

/** Requests that a head answers at the same time. */
const requestSlots = 4;

/** A slot more than requests use, so that the question for liveness does not wait behind them. */
export const livenessSlot = requestSlots;

/**
 * llama-server's arguments (b10068), but for `--rpc`, whose addresses are known on the node only. Layers all go to the
 * workers where there are any, in equal parts: the head keeps what is not a layer.
 */
export function llamaArguments(expert: Expert): readonly string[] {
  return [
    ...["--host", "${NOMAD_IP_http}", "--port", "${NOMAD_PORT_http}"],
    ...["--model", `local/${expert.model.file}`, "--alias", expert.model.name],
    ...["--ctx-size", String(expert.context), "--threads", "${attr.cpu.numcores}"],
    ...["--offline", "--no-ui", "--no-slots", "--metrics"],
    // What does not fit is to fail, not to be made smaller behind the plan's back.
    ...["--fit", "off", "--cache-ram", "0"],
    ...(expert.model.kind === "chat" ? chatArguments : embeddingArguments(expert)),
    ...splitArguments(expert),
  ];
}

/** A small batch, since one batch is what the liveness check has to wait for. */
const chatArguments = ["--parallel", String(requestSlots + 1), "--kv-unified", "--batch-size", "512"];

/** A text to embed has to fit into one batch. */
const embeddingArguments = ({ context }: Expert): readonly string[] => [
  ...["--embedding", "--parallel", "1"],
  ...["--batch-size", String(context), "--ubatch-size", String(context)],
];

/**
 * Naming the devices makes a head whose worker does not answer fail at once. Without names llama-server leaves the worker out
 * and takes the whole model itself.
 */
function splitArguments(expert: Expert): readonly string[] {
  const workers = rpcWorkers(expert);
  if (workers.length === 0) return [];
  const devices = workers.map((_, index) => `RPC${index}`).join(",");
  const shares = workers.map(() => "1").join(",");
  return ["--device", devices, "--gpu-layers", "99", "--tensor-split", shares];
}
