"""Writes a BERT sentence-embedding model as GGUF.

usage: minilm-to-gguf.py MODEL_FOLDER OUT

MODEL_FOLDER holds config.json, vocab.txt and model.safetensors, as Hugging Face lays them out.
The same input gives the same bytes: the toolchain's table pins the sha256 of the result.
"""

import json
import sys
from pathlib import Path

import gguf
import numpy as np
from safetensors.numpy import load_file

SPECIAL_TOKENS = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}


def tensor_names(block_count: int) -> dict[str, str]:
    """The model's names for its layers -> llama.cpp's names; what is not listed is not needed for embeddings."""
    names = {
        "embeddings.word_embeddings": "token_embd",
        "embeddings.position_embeddings": "position_embd",
        "embeddings.token_type_embeddings": "token_types",
        "embeddings.LayerNorm": "token_embd_norm",
    }
    within_block = {
        "attention.self.query": "attn_q",
        "attention.self.key": "attn_k",
        "attention.self.value": "attn_v",
        "attention.output.dense": "attn_output",
        "attention.output.LayerNorm": "attn_output_norm",
        "intermediate.dense": "ffn_up",
        "output.dense": "ffn_down",
        "output.LayerNorm": "layer_output_norm",
    }
    for block in range(block_count):
        for theirs, ours in within_block.items():
            names[f"encoder.layer.{block}.{theirs}"] = f"blk.{block}.{ours}"
    return names


def llama_token(token: str) -> str:
    """llama.cpp marks the start of a word, where BERT marks its continuation."""
    if token in SPECIAL_TOKENS or (token.startswith("[") and token.endswith("]")):
        return token
    return token[2:] if token.startswith("##") else "\u2581" + token


def add_architecture(writer: gguf.GGUFWriter, config: dict) -> None:
    writer.add_name("all-MiniLM-L6-v2")
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_layer_norm_eps(config["layer_norm_eps"])
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.MEAN)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    writer.add_token_type_count(config["type_vocab_size"])


def add_tokenizer(writer: gguf.GGUFWriter, vocabulary: list[str]) -> None:
    index = {token: number for number, token in enumerate(vocabulary)}
    types = [gguf.TokenType.CONTROL if token in SPECIAL_TOKENS else gguf.TokenType.NORMAL for token in vocabulary]
    writer.add_tokenizer_model("bert")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([llama_token(token) for token in vocabulary])
    writer.add_token_types(types)
    writer.add_bos_token_id(index["[CLS]"])
    writer.add_eos_token_id(index["[SEP]"])
    writer.add_sep_token_id(index["[SEP]"])
    writer.add_pad_token_id(index["[PAD]"])
    writer.add_unk_token_id(index["[UNK]"])
    writer.add_mask_token_id(index["[MASK]"])


def add_tensors(writer: gguf.GGUFWriter, tensors: dict[str, np.ndarray], names: dict[str, str]) -> None:
    for name in sorted(tensors):
        layer, part = name.rsplit(".", 1)
        if layer not in names:
            continue
        values = tensors[name].astype(np.float32)
        # Matrices in 16 bits; position and type tables are read as 32 bits by llama.cpp.
        if values.ndim == 2 and names[layer] not in {"position_embd", "token_types"}:
            values = values.astype(np.float16)
        writer.add_tensor(f"{names[layer]}.{part}", values)


def main(model_folder: Path, out: str) -> None:
    config = json.loads((model_folder / "config.json").read_text(encoding="utf8"))
    vocabulary = (model_folder / "vocab.txt").read_text(encoding="utf8").rstrip("\n").split("\n")
    writer = gguf.GGUFWriter(out, "bert")
    add_architecture(writer, config)
    add_tokenizer(writer, vocabulary)
    add_tensors(writer, load_file(model_folder / "model.safetensors"), tensor_names(config["num_hidden_layers"]))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
