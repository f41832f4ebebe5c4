import { jobSpecs } from "../../stack/job-specs.ts";
import { loadStack } from "../../stack/load-stack.ts";
import { explainUnits } from "../../plan/explain-units.ts";
import { makeContext, print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";

export const register: RegisterCommand = (program, signal) => {
  program
    .command("plan")
    .description("print what is set up on each node and then run, in order; connects to no machine")
    .addHelpText("after", "\nExamples:\n  hearth plan\n  hearth --json plan")
    .action(async () => {
      const context = makeContext(program.opts(), signal);
      const stack = await loadStack(context.stack);
      const units = explainUnits(stack.units);
      const jobs = jobSpecs(stack, { planned: true }).map(({ id, needs }) => ({ job: id, needs }));
      const lines = jobs.map(
        ({ job, needs }) => `job ${job}${needs.length === 0 ? "" : `  after ${needs.join(", ")}`}`,
      );
      print(context, { json: { units: units.json, jobs }, text: [units.text, ...lines].join("\n") });
    });
};
