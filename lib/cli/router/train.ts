import { Option, type Command } from "commander";
import { exitCodes } from "@hearth/kernel/error-table.ts";
import { replaceFile } from "@hearth/kernel/replace-file.ts";
import { embedPrompts } from "../../router/embed-prompts.ts";
import { evaluate } from "../../router/evaluate.ts";
import { readLabelledPrompts } from "../../router/labelled-prompt.ts";
import { isBetter } from "../../router/promotion.ts";
import { readHead } from "../../router/read-head.ts";
import { trainHead } from "../../router/train-head.ts";
import { print, type Context } from "../context.ts";
import { shippedHead, shippedPrompts } from "./default-files.ts";
import { formatEvaluations } from "./format-evaluations.ts";
import { openEmbedder, type EmbedderPlace } from "./open-embedder.ts";

/** `hearth router train`. */
export function train(command: Command, open: () => Context): void {
  command
    .command("train")
    .argument("[file]", "labelled prompts, JSON Lines", shippedPrompts)
    .option("-o, --out <file>", "the head in use, which a better one replaces", shippedHead)
    .addOption(embedderOption())
    .description(
      "train a head from labelled prompts; it replaces the one in use where it does better on the held-out prompts",
    )
    .addHelpText(
      "after",
      "\nExample:\n  hearth router train mine.jsonl --out mine-head.json\nExit status: 2 where the head in use stays because it is as good.",
    )
    .action(async (file: string, { out, embedder: place }: { out: string; embedder: EmbedderPlace }) => {
      const context = open();
      await using embedder = await openEmbedder(context, place);
      const inUse = readHead(out);
      const prompts = await context.log.step("embeddings", () =>
        embedPrompts(readLabelledPrompts(file), embedder.cached),
      );
      const head = await context.log.step("training", () => Promise.resolve(trainHead(prompts, embedder.model)));
      const made = evaluate(head, prompts);
      const before = inUse === undefined ? undefined : evaluate(inUse, prompts);
      const text = `${JSON.stringify(head)}\n`;
      const same = inUse !== undefined && `${JSON.stringify(inUse)}\n` === text;
      const promoted = !same && made[0] !== undefined && isBetter(made[0], before?.[0]);
      if (promoted) replaceFile(out, text);
      else if (!same) process.exitCode = exitCodes.differs;
      const verdict = same
        ? "the same head as the one in use"
        : promoted
          ? `better: it is in ${out} now`
          : "no better than the head in use, which stays";
      print(context, {
        json: { promoted, same, made, ...(before === undefined ? {} : { inUse: before }) },
        text: `${formatEvaluations(made)}\n${before?.[0] === undefined ? "" : `in use: ${formatEvaluations([before[0]]).split("\n")[1] ?? ""}\n`}${verdict}`,
      });
    });
}

export const embedderOption = (): Option =>
  new Option("--embedder <place>", "a llama-server of our own, or the cluster's embedding expert through its gateway")
    .choices(["local", "gateway"])
    .default("local");
