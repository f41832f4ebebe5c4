import { registerNodeAdd } from "../machines/node-add.ts";
import { registerNodeEvict } from "../machines/node-evict.ts";
import type { RegisterCommand } from "../load-commands.ts";

export const register: RegisterCommand = (program, signal) => {
  const node = program.command("node").description("add a machine to the inventory, or take away the rights of one");
  registerNodeAdd(program, node, signal);
  registerNodeEvict(program, node, signal);
};
