import { defined } from "@hearth/kernel/defined.ts";
import type { ModelFacts } from "../model-facts.ts";
import { chatAbilities } from "./chat-abilities.ts";
import { countField, layerField, textField } from "./field-readers.ts";
import { GgufProblem } from "./gguf-problem.ts";
import { joinParts } from "./join-parts.ts";
import type { GgufHeader, GgufTensor } from "./parse-gguf-header.ts";
import { fileTypes } from "./tensor-types.ts";

/**
 * The facts of a model, from the headers of its files in their order; there is more than one only if it is split. Pure. Throws
 * GgufProblem if files are missing, if it is no language model, or if what the header says of layers and sizes is not what the
 * tensors are.
 */
export function factsOf(parts: readonly GgufHeader[]): ModelFacts {
  const header = joinParts(parts);
  const architecture = textField(header, "general.architecture");
  if (architecture === undefined) throw new GgufProblem("the header does not name its architecture");
  if (architecture === "clip")
    throw new GgufProblem("it is the projector of a vision model (mmproj), not the model itself");
  const count = (key: string): number | undefined => countField(header, `${architecture}.${key}`);
  const required = (key: string): number => {
    const value = count(key);
    if (value !== undefined && value > 0) return value;
    throw new GgufProblem(`the header does not say ${architecture}.${key}`);
  };
  const layers = required("block_count");
  const embeddingLength = required("embedding_length");
  const trainedContext = required("context_length");
  const { layerBytes, expertBytes, inputBytes, outputBytes } = weightsOf(header.tensors, layers, architecture);

  const headsByLayer = layerField(header, `${architecture}.attention.head_count`, layers) ?? [];
  const heads = Math.max(0, ...headsByLayer);
  const isCausal = header.fields.get(`${architecture}.attention.causal`) !== false;
  const written = layerField(header, `${architecture}.attention.head_count_kv`, layers) ?? headsByLayer;
  const kvHeadsByLayer = isCausal ? written : [];
  const kvHeads = Math.max(0, ...kvHeadsByLayer);
  const headLength = heads === 0 ? 0 : Math.floor(embeddingLength / heads);
  const vocabulary = vocabularyOf(header, architecture);
  requireEmbeddings(header.tensors, { embeddingLength, vocabulary });
  const pooling = count("pooling_type");
  const expertCount = count("expert_count") ?? 0;
  return {
    architecture,
    layers,
    embeddingLength,
    heads,
    kvHeads,
    ...(kvHeadsByLayer.some((other) => other !== kvHeads) && { kvHeadsByLayer }),
    keyLength: count("attention.key_length") ?? headLength,
    valueLength: count("attention.value_length") ?? headLength,
    trainedContext,
    vocabulary,
    fileBytes: header.fileBytes,
    layerBytes,
    otherBytes: { inputBytes, outputBytes },
    expertBytes,
    ...(expertCount > 0 && { experts: { count: expertCount, used: count("expert_used_count") ?? 1 } }),
    quantization: quantizationOf(header),
    ...defined({ slidingWindow: positive(count("attention.sliding_window")) }),
    ...(isRecurrent(header, architecture) && { isRecurrent: true }),
    ...(pooling !== undefined && pooling > 0 && { embeddingDimensions: embeddingLength }),
    chat: chatAbilities(header),
  };
}

const positive = (value: number | undefined): number | undefined => (value === 0 ? undefined : value);

/** A state space, a linear attention, or a short convolution. */
const isRecurrent = ({ fields }: GgufHeader, architecture: string): boolean =>
  [...fields.keys()].some((key) => key.startsWith(`${architecture}.ssm.`) || key.startsWith(`${architecture}.wkv.`)) ||
  fields.has(`${architecture}.shortconv.l_cache`) ||
  fields.has(`${architecture}.wkv.head_size`);

function vocabularyOf(header: GgufHeader, architecture: string): number {
  const tokens = header.fields.get("tokenizer.ggml.tokens");
  if (typeof tokens === "object") return tokens.length;
  return countField(header, `${architecture}.vocab_size`) ?? 0;
}

interface Weights {
  readonly layerBytes: readonly number[];
  readonly expertBytes: readonly number[];
  readonly inputBytes: number;
  readonly outputBytes: number;
}

function weightsOf(tensors: readonly GgufTensor[], layers: number, architecture: string): Weights {
  // Counts of layers come from a file: none is taken that the file has no tensors for.
  if (layers > tensors.length) throw tooFewLayers(layers, new Set(tensors.map(layerOf)).size, architecture);
  const layerBytes = Array.from({ length: layers }, () => 0);
  const expertBytes = Array.from({ length: layers }, () => 0);
  let [inputBytes, outputBytes, embeddingBytes] = [0, 0, 0];
  let hasOutput = false;
  for (const tensor of tensors) {
    const layer = layerOf(tensor);
    if (layer !== undefined) {
      if (layer >= layers) {
        throw new GgufProblem(
          `${architecture}.block_count is ${layers}, and there are weights of layer ${layer} (${tensor.name})`,
        );
      }
      layerBytes[layer] = (layerBytes[layer] ?? 0) + tensor.sizeBytes;
      if (/_(?:ch)?exps\./.test(tensor.name)) expertBytes[layer] = (expertBytes[layer] ?? 0) + tensor.sizeBytes;
    } else if (/^(?:output|cls)[._]/.test(tensor.name)) {
      outputBytes += tensor.sizeBytes;
      hasOutput ||= /^(?:output\.|cls)/.test(tensor.name);
    } else {
      inputBytes += tensor.sizeBytes;
      if (tensor.name === "token_embd.weight") embeddingBytes = tensor.sizeBytes;
    }
  }
  const empty = layerBytes.filter((size) => size === 0).length;
  if (empty > 0) throw tooFewLayers(layers, layers - empty, architecture);
  // An encoder answers with what its last layer gives.
  const isTied = !hasOutput && tensors.some(({ name }) => name === "output_norm.weight");
  return { layerBytes, expertBytes, inputBytes, outputBytes: outputBytes + (isTied ? embeddingBytes : 0) };
}

const tooFewLayers = (said: number, found: number, architecture: string): GgufProblem =>
  new GgufProblem(`${architecture}.block_count is ${said}, and there are weights of only ${found} layers`);

function layerOf({ name }: GgufTensor): number | undefined {
  const number = /^(?:[a-z]+\.)?blk\.(\d{1,6})\./.exec(name)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** The token embeddings have to be as long and as many as the header says. */
function requireEmbeddings(
  tensors: readonly GgufTensor[],
  { embeddingLength, vocabulary }: Pick<ModelFacts, "embeddingLength" | "vocabulary">,
): void {
  const embeddings = tensors.find(({ name }) => name === "token_embd.weight");
  if (embeddings === undefined) throw new GgufProblem("there are no token embeddings: it is not a language model");
  const [length = 0, count = 1] = embeddings.dimensions;
  if (length !== embeddingLength)
    throw new GgufProblem(`the header says embeddings of ${embeddingLength} numbers, and they have ${length}`);
  if (vocabulary > count)
    throw new GgufProblem(`the header has ${vocabulary} tokens, and there are embeddings of only ${count}`);
}

/** As the header says; else the type that most of the bytes have. */
function quantizationOf(header: GgufHeader): string {
  const written = countField(header, "general.file_type");
  const named = written === undefined ? undefined : fileTypes.get(written);
  if (named !== undefined) return named;
  const sums = new Map<string, number>();
  for (const { type, sizeBytes } of header.tensors) sums.set(type, (sums.get(type) ?? 0) + sizeBytes);
  return [...sums].toSorted(([, one], [, other]) => other - one)[0]?.[0] ?? "unknown";
}
