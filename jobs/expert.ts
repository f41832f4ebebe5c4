import type { Expert } from "../lib/config/derive/cluster.ts";
import { defined } from "@hearth/kernel/defined.ts";
import { filesOfModel } from "../lib/config/derive/model-files.ts";
import { defineJob, serviceNodes } from "../lib/jobs/define-job.ts";
import { livenessSlot, llamaArguments } from "../lib/jobs/llama-arguments.ts";
import { deploySeconds, expertService, headMebibytes, llamaUser, loadSeconds, rpcWorkers } from "../lib/jobs/llama.ts";
import { mebibytes } from "../lib/jobs/mebibytes.ts";

/**
 * The head of an expert: a llama-server that answers chats or makes embeddings. Two checks, since a head whose worker has gone
 * silent says on /health that all is well: `token` has it generate one, and tells Consul whether to send it requests; `turns` sees
 * whether its main loop still goes round, and starts it again where it does not. A head that is only busy passes both: see
 * templates/jobs/expert/check.sh.
 */
export const job = defineJob({
  name: "expert",
  about: "Answers chats or makes embeddings with a model, by itself or with the memory of its RPC workers.",
  user: llamaUser,
  // Its services are called after the experts.
  reserves: [],
  artifacts: (cluster) => [
    { kind: "tool", name: "llama.cpp", entry: "bin" },
    ...cluster.experts.flatMap(({ model }) =>
      filesOfModel(model, model.sizeBytes).map(({ file, sha256, sizeBytes, sources }) => ({
        ...{ kind: "model" as const, name: file, sha256 },
        ...(sources.length > 0 && defined({ sources, sizeBytes })),
      })),
    ),
  ],
  instances: (cluster) => cluster.experts,
  id: expertService,
  node: ({ head }) => head,
  downAlert: "ExpertDown",
  egress: (cluster) => cluster.experts.flatMap(rpcWorkers).map(({ service }) => service),
  needs: (expert) => rpcWorkers(expert).map((worker) => worker.service),
  gate: (expert) => ({ services: [expertService(expert)], limitMs: deploySeconds(expert.model) * 1_000 }),
  endpoints: (cluster) =>
    cluster.experts.map((expert) => ({
      name: expertService(expert),
      port: expert.port,
      protocol: "tcp",
      reach: "overlay",
      metrics: "/metrics",
      // It asks nobody for a key: docs/decisions/0028-node-tokens-and-accounts.md.
      from: serviceNodes(cluster),
      // Nomad runs the head's checks as root.
      callers: [llamaUser, "hearth-gateway", "hearth-prometheus", "root"],
    })),
  context: ({ artifact, instance: expert }) => {
    const { model } = expert;
    const llama = artifact("llama.cpp");
    const files = filesOfModel(model).map(({ file }) => ({ ...artifact(file), destination: `local/${file}` }));
    return {
      port: expert.port,
      expert: expert.name,
      model: model.name,
      kind: model.kind,
      // In text, as Consul keeps it; the gateway passes over an expert whose context is too short.
      context: String(expert.context),
      isEmbedding: model.kind === "embedding",
      livenessSlot,
      // Which request proves that the model computes.
      tokenCheck: checkWith(model.kind === "embedding" ? "/v1/embeddings" : "/completion", "local/token.json"),
      turnsCheck: checkWith("/metrics"),
      llamaUrl: llama.url,
      llamaChecksum: `sha256:${llama.sha256}`,
      modelFiles: files.map(({ url, sha256, destination }) => ({ url, checksum: `sha256:${sha256}`, destination })),
      ...startWith(expert),
      memoryMebibytes: headMebibytes(expert),
      diskMebibytes: 512 + mebibytes(model.sizeBytes),
      loadTime: `${loadSeconds(model)}s`,
      healthyDeadline: `${deploySeconds(model)}s`,
    };
  },
});

/** Arguments of the check: the head's process, the seconds it may take, and what it is asked. */
const checkWith = (path: string, ...file: readonly string[]): readonly string[] => [
  ...["local/check.sh", "1", "8", `http://\${NOMAD_IP_http}:\${NOMAD_PORT_http}${path}`],
  ...file,
];

/** With workers a script starts the head, once it has their addresses. */
function startWith(expert: Expert): {
  workers: readonly string[];
  command: string;
  arguments: readonly string[];
} {
  const options = llamaArguments(expert);
  return expert.workers.length === 0
    ? { workers: [], command: "local/llama.cpp/bin/llama-server", arguments: options }
    : {
        workers: rpcWorkers(expert).map(({ service }) => service),
        command: "/bin/sh",
        arguments: ["local/start.sh", ...options],
      };
}
