import { registerNodeAdd } from "../machines/node-add.ts";
import { registerNodeMaintain } from "../machines/node-maintain.ts";
import { registerNodeEnrol } from "../machines/node-enrol.ts";
import { registerNodeEvict } from "../machines/node-evict.ts";
import { registerNodeRemove } from "../machines/node-remove.ts";
import type { RegisterCommand } from "../load-commands.ts";
import { goTheWholeWay } from "./up.ts";

export const register: RegisterCommand = (program, signal) => {
  const node = program
    .command("node")
    .description("add, drain, restart, upgrade or remove a machine, or take its rights away");
  registerNodeAdd(program, node, signal);
  registerNodeEnrol(program, node, signal);
  registerNodeMaintain(program, node, signal);
  registerNodeRemove({ program, node, signal, up: (stack, context) => goTheWholeWay(stack, context, false) });
  registerNodeEvict(program, node, signal);
};
