import { defineJob } from "../lib/jobs/define-job.ts";
import { deploySeconds, llamaUser, rpcWorkers, workerMebibytes } from "../lib/jobs/llama.ts";
import { mebibytes } from "../lib/jobs/mebibytes.ts";

/** Memory of one node, lent to one expert: a ggml-rpc-server, which serves a single head. */
export const job = defineJob({
  name: "rpc-worker",
  about: "Holds layers of an expert in the memory of a node.",
  user: llamaUser,
  // Its services are called after the experts.
  reserves: [],
  artifacts: [{ kind: "tool", name: "llama.cpp", entry: "bin" }],
  instances: (cluster) => cluster.experts.flatMap(rpcWorkers),
  id: (worker) => worker.service,
  node: ({ node }) => node,
  gate: ({ service, expert }) => ({ services: [service], limitMs: deploySeconds(expert.model) * 1_000 }),
  // RPC has no authentication, and runs what it is sent: only the head's account may connect, and only from the head's node.
  endpoints: (cluster) =>
    cluster.experts.flatMap((expert) =>
      rpcWorkers(expert).map(({ service, port }) => ({
        name: service,
        port,
        protocol: "tcp" as const,
        reach: "overlay" as const,
        from: [expert.head],
        callers: [llamaUser],
      })),
    ),
  context: ({ artifact, instance: { node, port, expert } }) => {
    const llama = artifact("llama.cpp");
    return {
      port,
      portHex: port.toString(16).toUpperCase().padStart(4, "0"),
      expert: expert.name,
      model: expert.model.name,
      llamaUrl: llama.url,
      llamaChecksum: `sha256:${llama.sha256}`,
      memoryMebibytes: workerMebibytes(expert, node),
      // Its cache holds the tensors it was sent, so that a head that starts again need not send them.
      diskMebibytes: 512 + mebibytes(expert.model.sizeBytes),
      healthyDeadline: `${deploySeconds(expert.model)}s`,
    };
  },
});
