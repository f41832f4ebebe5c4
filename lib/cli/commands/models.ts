import { makeContext } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";
import { plan } from "../models/plan.ts";

export const register: RegisterCommand = (program, signal) => {
  const command = program.command("models").description("the models that experts run, and where they have room");
  const open = () => makeContext(program.opts(), signal);
  plan(command, open);
};
