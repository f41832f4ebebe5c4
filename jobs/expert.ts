import { livenessSlot } from "@hearth/contracts/gateway/liveness-slot.ts";
import type { Expert, Model } from "../lib/config/derive/cluster.ts";
import { defined } from "@hearth/kernel/defined.ts";
import { filesOfModel } from "../lib/config/derive/model-files.ts";
import { defineJob, serviceNodes } from "../lib/jobs/define-job.ts";
import { llamaArguments, reducedArguments, sharedArguments, wholeArguments } from "../lib/jobs/llama-arguments.ts";
import { deploySeconds, expertService, headMebibytes, llamaUser, loadSeconds, rpcWorkers } from "../lib/jobs/llama.ts";
import { mebibytes } from "../lib/jobs/mebibytes.ts";
import { expertPanels } from "./panels/expert.ts";

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
  panels: expertPanels,
  artifacts: (cluster) => [
    { kind: "tool", name: "llama.cpp", entry: "bin" },
    ...cluster.experts.flatMap(modelsOf).flatMap((model) =>
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
    const files = modelsOf(expert)
      .flatMap((each) => filesOfModel(each))
      .map(({ file }) => ({ ...artifact(file), destination: `local/${file}` }));
    return {
      port: expert.port,
      expert: expert.name,
      model: model.name,
      kind: model.kind,
      // In text, as Consul keeps it; the gateway passes over an expert whose context is too short.
      context: String(expert.context),
      ...abilitiesOf(model),
      isEmbedding: model.kind === "embedding",
      livenessSlot,
      // Which request proves that the model computes.
      tokenCheck: checkWith(expert, model.kind === "embedding" ? "/v1/embeddings" : "/completion", "local/token.json"),
      turnsCheck: checkWith(expert, "/metrics"),
      llamaUrl: llama.url,
      llamaChecksum: `sha256:${llama.sha256}`,
      modelFiles: files.map(({ url, sha256, destination }) => ({ url, checksum: `sha256:${sha256}`, destination })),
      ...startWith(expert),
      memoryMebibytes: headMebibytes(expert),
      diskMebibytes: 512 + mebibytes(modelsOf(expert).reduce((total, { sizeBytes }) => total + sizeBytes, 0)),
      loadTime: `${loadSeconds(model)}s`,
      healthyDeadline: `${deploySeconds(model)}s`,
    };
  },
});

/** As the gateway reads them; empty where the model's server tells it. A chat model without a projector takes text only. */
function abilitiesOf({ kind, projector }: Model): Readonly<Record<"vision" | "audio", string>> {
  const isTextOnly = kind === "chat" && projector === undefined;
  return {
    vision: isTextOnly ? "no" : projector === undefined ? "" : "yes",
    audio: isTextOnly ? "no" : "",
  };
}

/** Those that its head may run. */
const modelsOf = ({ model, reduced }: Expert): readonly Model[] =>
  reduced === undefined || reduced.model.name === model.name ? [model] : [model, reduced.model];

/** Arguments of the check: the head's process, or the file with it; the seconds it may take; and what it is asked. */
const checkWith = ({ workers }: Expert, path: string, ...file: readonly string[]): readonly string[] => [
  ...["local/check.sh", workers.length === 0 ? "1" : "local/head.pid", "8"],
  ...[`http://\${NOMAD_IP_http}:\${NOMAD_PORT_http}${path}`, ...file],
];

interface Start {
  readonly workers: readonly string[];
  readonly command: string;
  readonly arguments: readonly string[];
  /** Options of llama-server in one text each; empty if there is nothing that the head can run without its workers. */
  readonly whole: string;
  readonly reduced: string;
  /** What it then does, in words. */
  readonly reducedText: string;
}

/** With workers a script starts the head, once it has their addresses. */
function startWith(expert: Expert): Start {
  const { workers, reduced } = expert;
  if (workers.length === 0) {
    const command = "local/llama.cpp/bin/llama-server";
    return { workers: [], command, arguments: llamaArguments(expert), whole: "", reduced: "", reducedText: "" };
  }
  return {
    workers: rpcWorkers(expert).map(({ service }) => service),
    command: "/bin/sh",
    arguments: ["local/start.sh", ...sharedArguments(expert)],
    whole: wholeArguments(expert).join(" "),
    reduced: reducedArguments(expert)?.join(" ") ?? "",
    reducedText:
      reduced === undefined
        ? ""
        : `runs ${reduced.model.name} with ${reduced.context} tokens of context on ${expert.head} alone`,
  };
}
