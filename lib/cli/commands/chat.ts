import { askGateway } from "../../chat/ask-gateway.ts";
import { serviceEndpoint } from "../../cluster/service-endpoint.ts";
import { loadStack } from "../../stack/load-stack.ts";
import { prepareSsh } from "../../stack/prepare-ssh.ts";
import { makeContext, print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";

export const register: RegisterCommand = (program, signal) => {
  program
    .command("chat")
    .argument("<text...>", "what to ask")
    .option("-m, --model <name>", "an expert or a model", "auto")
    .option("-k, --key <file>", "file with an API key other than your own (see `hearth keys create --output`)")
    .description("ask the cluster's gateway, and print the answer as it comes")
    .addHelpText("after", '\nExample:\n  hearth chat "What is the capital of France? Answer in one sentence."')
    .action(async (words: readonly string[], { model, key }: { model: string; key?: string }) => {
      const context = makeContext(program.opts(), signal);
      prepareSsh(await loadStack(context.stack));
      const gateway = await serviceEndpoint(context.folder, "gateway", key);
      const show = (part: string): void => {
        if (!context.json) process.stdout.write(part);
      };
      const answer = await askGateway(gateway, { text: words.join(" "), model }, show);
      print(context, { json: answer, text: "" });
      if (answer.memories !== undefined) context.log.info(`memories: ${answer.memories}`);
    });
};
