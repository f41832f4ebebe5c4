import { Option, type Command } from "commander";
import { defined } from "@hearth/kernel/defined.ts";
import { exitCodes } from "@hearth/kernel/error-table.ts";
import { replaceFile } from "@hearth/kernel/replace-file.ts";
import { embedPrompts } from "../../router/embed-prompts.ts";
import { evaluate } from "../../router/evaluate.ts";
import { readLabelledPrompts } from "../../router/labelled-prompt.ts";
import { isBetter } from "../../router/promotion.ts";
import { readClassifier } from "../../router/read-classifier.ts";
import { trainClassifier } from "../../router/train-classifier.ts";
import { print, type Context } from "../context.ts";
import { shippedClassifier, shippedPrompts } from "./default-files.ts";
import { formatEvaluations } from "./format-evaluations.ts";
import { openEmbedder, type EmbedderPlace } from "./open-embedder.ts";

/** `hearth router train`. */
export function train(command: Command, open: () => Context): void {
  command
    .command("train")
    .argument("[file]", "labelled prompts, JSON Lines", shippedPrompts)
    .option("-o, --out <file>", "the classifier in use, which a better one replaces", shippedClassifier)
    .addOption(embedderOption())
    .description(
      "train a classifier from labelled prompts; it replaces the one in use if it does better on the held-out prompts",
    )
    .addHelpText(
      "after",
      "\nExample:\n  hearth router train mine.jsonl --out mine-classifier.json\nExit status: 2 if the new classifier is no better and the one in use stays.",
    )
    .action(async (file: string, { out, embedder: place }: { out: string; embedder: EmbedderPlace }) => {
      const context = open();
      const labelled = readLabelledPrompts(file);
      const inUse = readClassifier(out);
      await using embedder = await openEmbedder(context, place);
      const prompts = await context.log.step("embeddings", (progress) =>
        embedPrompts(labelled, embedder.cached, progress),
      );
      const classifier = await context.log.step("training", () =>
        Promise.resolve(trainClassifier(prompts, embedder.model)),
      );
      const made = evaluate(classifier, prompts);
      const before = inUse === undefined ? undefined : evaluate(inUse, prompts);
      const text = `${JSON.stringify(classifier)}\n`;
      const same = inUse !== undefined && `${JSON.stringify(inUse)}\n` === text;
      const promoted = !same && made[0] !== undefined && isBetter(made[0], before?.[0]);
      if (promoted) replaceFile(out, text);
      else if (!same) process.exitCode = exitCodes.differs;
      const verdict = same
        ? "the same classifier as the one in use"
        : promoted
          ? `better: saved to ${out}`
          : "no better than the classifier in use, which stays";
      print(context, {
        json: { promoted, same, made, ...defined({ inUse: before }) },
        text: `${formatEvaluations(made)}\n${before?.[0] === undefined ? "" : `in use: ${formatEvaluations([before[0]]).split("\n")[1] ?? ""}\n`}${verdict}`,
      });
    });
}

export const embedderOption = (): Option =>
  new Option("--embedder <place>", "a local llama-server, or the cluster's embedding expert through its gateway")
    .choices(["local", "gateway"])
    .default("local");
