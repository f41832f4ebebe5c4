import { loadStack } from "../../stack/load-stack.ts";
import { readProfiles } from "../../stack/node-profiles.ts";
import { prepareSsh } from "../../stack/prepare-ssh.ts";
import { chooseDrivers, surroundingsOf } from "../../profile/gpu/choose-driver.ts";
import { exitCodes } from "@hearth/kernel/error-table.ts";
import { makeContext, print, type GlobalOptions } from "../context.ts";
import { formatNodes } from "../machines/format-nodes.ts";
import type { RegisterCommand } from "../load-commands.ts";

export const register: RegisterCommand = (program, signal) => {
  program
    .command("nodes")
    .description("show what the machines are: processor, memory, GPU, disks, network; changes nothing")
    .addHelpText(
      "after",
      "\nThe facts are kept in the stack's folder, for whatever plans with them.\n\nExamples:\n  hearth nodes\n  hearth nodes --wide\n  hearth nodes --json\nExit status: 0 every machine answered, 1 one did not.",
    )
    .action(async () => {
      const options = program.opts<GlobalOptions>();
      const context = makeContext(options, signal);
      const stack = await loadStack(context.stack);
      const accesses = prepareSsh(stack);
      const readings = await context.log.step("ask the machines", () =>
        readProfiles(accesses, { stackFolder: stack.folder, signal }),
      );
      const nodes = readings.map((reading) =>
        "profile" in reading
          ? { ...reading, gpus: chooseDrivers(reading.profile.gpus, surroundingsOf(reading.profile)) }
          : reading,
      );
      print(context, {
        json: { nodes },
        text: formatNodes(readings, { width: context.width, wide: options.wide ?? false }),
      });
      if (readings.some((reading) => "problem" in reading)) process.exitCode = exitCodes.failed;
    });
};
