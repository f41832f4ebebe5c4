import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { Command } from "commander";
import { count } from "@hearth/kernel/count.ts";
import { askGateway, question } from "../../chat/ask-gateway.ts";
import { serviceEndpoint, type ServiceEndpoint } from "../../cluster/service-endpoint.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { labelPrompt, type LabelPorts, type UnlabelledPrompt } from "../../router/label-prompts.ts";
import { readLabelledPrompts } from "../../router/labelled-prompt.ts";
import { gradeOf, judgeQuestion, wordOverlap } from "../../router/score-answer.ts";
import { readUnlabelledPrompts } from "../../router/unlabelled-prompt.ts";
import { loadStack, type Stack } from "../../stack/load-stack.ts";
import { prepareSsh } from "../../stack/prepare-ssh.ts";
import { unreadable } from "../unreadable.ts";
import { print, type Context } from "../context.ts";

interface Options {
  readonly judge?: string;
  readonly least: string;
  readonly margin: string;
}

/** `hearth router label`. */
export function label(command: Command, open: () => Context): void {
  command
    .command("label")
    .argument("<prompts>", 'prompts, JSON Lines: {"text": "…", "expected": "a good answer, if known"}')
    .argument("<out>", "labelled prompts; those already in it are skipped")
    .option("--judge <expert>", "the expert that grades answers to prompts without an `expected` one")
    .option("--least <score>", "a prompt whose best answer scores below this is labelled as no expert's", "0.3")
    .option("--margin <score>", "by how much a larger expert's score must be better", "0.1")
    .description(
      "run every prompt on all chat experts, score their answers, and label it with the smallest that is as good as any",
    )
    .addHelpText("after", "\nExample:\n  hearth router label prompts.jsonl labelled.jsonl --judge large")
    .action(async (file: string, out: string, options: Options) => {
      const context = open();
      const stack = await loadStack(context.stack);
      prepareSsh(stack);
      const done = new Set(existsSync(out) ? readLabelledPrompts(out).map(({ text }) => text) : []);
      const prompts = readUnlabelledPrompts(readText(file), file).filter(({ text }) => !done.has(text));
      // Files first: they need no cluster.
      const ports = labelPorts(stack, await serviceEndpoint(stack.folder, "gateway"), options.judge);
      const counts: Record<string, number> = {};
      await context.log.step("labelling", async (progress) => {
        for (const [index, prompt] of prompts.entries()) {
          context.signal.throwIfAborted();
          progress(`${index} of ${prompts.length}`);
          const labelled = await labelPrompt(prompt, ports, {
            least: score(options.least),
            margin: score(options.margin),
          });
          appendFileSync(out, `${JSON.stringify(labelled)}\n`);
          counts[labelled.route] = (counts[labelled.route] ?? 0) + 1;
        }
      });
      const lines = Object.entries(counts).map(([route, count]) => `${route}: ${count}`);
      print(context, {
        json: { labelled: prompts.length, counts },
        text: [`${count(prompts.length, "prompt")} labelled`, ...lines].join("\n"),
      });
    });
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

function labelPorts({ cluster }: Stack, gateway: ServiceEndpoint, judge: string | undefined): LabelPorts {
  const chats = cluster.experts.filter(({ model }) => model.kind === "chat");
  const ask = async (expert: string, text: string): Promise<string> =>
    (await askGateway(gateway, { messages: question(text), model: expert })).text;
  return {
    experts: chats.toSorted((a, b) => a.model.sizeBytes - b.model.sizeBytes).map(({ name }) => name),
    ask,
    async score({ text, expected }: UnlabelledPrompt, answer) {
      if (expected !== undefined) return wordOverlap(answer, expected);
      if (judge === undefined) throw noJudge(text);
      // A missing grade counts as the lowest score.
      return gradeOf(await ask(judge, judgeQuestion(text, answer))) ?? 0;
    },
  };
}

const noJudge = (text: string): HearthError =>
  new HearthError({
    code: "CONFIG_INVALID",
    message: `there is no expected answer to "${text.slice(0, 60)}" and no judge`,
    hint: "Give each prompt an `expected` answer, or name an expert as judge with --judge.",
  });

function score(text: string): number {
  const value = Number(text);
  if (value >= 0 && value <= 1) return value;
  throw new HearthError({
    code: "CONFIG_INVALID",
    message: `${text} is not a score`,
    hint: "Give a number from 0 to 1.",
  });
}
