import { registerNodeAdd } from "../machines/node-add.ts";
import { registerNodeMaintain } from "../machines/node-maintain.ts";
import { registerNodeEnrol } from "../machines/node-enrol.ts";
import { registerNodeEvict } from "../machines/node-evict.ts";
import type { RegisterCommand } from "../load-commands.ts";

export const register: RegisterCommand = (program, signal) => {
  const node = program
    .command("node")
    .description("add, drain, restart, upgrade or remove a machine, or take its rights away");
  registerNodeAdd(program, node, signal);
  registerNodeEnrol(program, node, signal);
  registerNodeMaintain(program, node, signal);
  registerNodeEvict(program, node, signal);
};
