import type { Command } from "commander";
import { HearthError } from "@hearth/kernel/errors.ts";
import { embedPrompts } from "../../router/embed-prompts.ts";
import { embeddingLatency } from "../../router/embedding-latency.ts";
import { evaluate as evaluateClassifier } from "../../router/evaluate.ts";
import { readLabelledPrompts } from "../../router/labelled-prompt.ts";
import { readClassifier } from "../../router/read-classifier.ts";
import { print, type Context } from "../context.ts";
import { shippedClassifier, shippedPrompts } from "./default-files.ts";
import { formatEvaluations } from "./format-evaluations.ts";
import { openEmbedder, type EmbedderPlace } from "./open-embedder.ts";
import { embedderOption } from "./train.ts";

/** `hearth router eval`. */
export function evaluate(command: Command, open: () => Context): void {
  command
    .command("eval")
    .argument("[file]", "labelled prompts, JSON Lines", shippedPrompts)
    .option("--classifier <file>", "the classifier", shippedClassifier)
    .addOption(embedderOption())
    .description(
      "compare a classifier with nearest neighbours and keywords on the held-out prompts, and measure the latency it adds",
    )
    .addHelpText("after", "\nExample:\n  hearth --json router eval")
    .action(
      async (
        file: string,
        { classifier: classifierFile, embedder: place }: { classifier: string; embedder: EmbedderPlace },
      ) => {
        const context = open();
        const classifier = readClassifier(classifierFile);
        if (classifier === undefined) {
          throw new HearthError({
            code: "CONFIG_UNREADABLE",
            at: classifierFile,
            message: "there is no classifier",
            hint: "Train one with `hearth router train`.",
          });
        }
        const labelled = readLabelledPrompts(file);
        await using embedder = await openEmbedder(context, place);
        const prompts = await context.log.step("embeddings", (progress) =>
          embedPrompts(labelled, embedder.cached, progress),
        );
        const heldOut = labelled.filter(({ split }) => split === "held-out").map(({ text }) => text);
        const embedding = await context.log.step("latency", () => embeddingLatency(heldOut, embedder.embed));
        const routers = evaluateClassifier(classifier, prompts);
        print(context, {
          json: { heldOut: heldOut.length, embedder: embedder.model, embedding, routers },
          text: `${formatEvaluations(routers, embedding)}\n${heldOut.length} held-out prompts; an embedding takes ${embedding.p50Ms.toFixed(1)} ms at p50, ${embedding.p95Ms.toFixed(1)} ms at p95`,
        });
      },
    );
}
