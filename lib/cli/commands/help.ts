import type { Command } from "commander";
import { exitCodes } from "@hearth/kernel/error-table.ts";
import { nearestName } from "../../config/shape/nearest-name.ts";
import { helpTopics } from "../help-topics.ts";
import type { RegisterCommand } from "../load-commands.ts";

export const register: RegisterCommand = (program) => {
  const help = program
    .command("help")
    .argument("[topic...]", `a command, or one of: ${helpTopics.map(({ name }) => name).join(", ")}`)
    .description("explain a command or a topic")
    .addHelpText("after", "\nExamples:\n  hearth help start\n  hearth help keys create")
    .action((words: readonly string[]) => {
      if (words.length === 0) {
        program.outputHelp();
        return;
      }
      const command = findCommand(program, words);
      if (command !== undefined) {
        command.outputHelp();
        return;
      }
      const name = words.join(" ");
      const topic = helpTopics.find((candidate) => candidate.name === name);
      if (topic !== undefined) {
        process.stdout.write(`${topic.text}\n`);
        return;
      }
      const known = [...program.commands.map((known) => known.name()), ...helpTopics.map((known) => known.name)];
      const nearest = nearestName(name, known);
      const question = nearest === undefined ? "" : `\n(Did you mean hearth help ${nearest}?)`;
      help.error(`error: there is no command or topic '${name}'${question}`, { exitCode: exitCodes.usage });
    });
};

function findCommand(program: Command, words: readonly string[]): Command | undefined {
  return words.reduce<Command | undefined>(
    (command, word) => command?.commands.find((child) => child.name() === word || child.aliases().includes(word)),
    program,
  );
}
