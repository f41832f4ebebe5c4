import { makeContext } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";
import { evaluate } from "../router/evaluate.ts";
import { label } from "../router/label.ts";
import { train } from "../router/train.ts";

export const register: RegisterCommand = (program, signal) => {
  const command = program
    .command("router")
    .description("manage the classifier that picks an expert by a prompt's meaning");
  const open = () => makeContext(program.opts(), signal);
  train(command, open);
  evaluate(command, open);
  label(command, open);
};
