import { basename } from "node:path";

/** The stack that a command works on by default. */
export const defaultStack = (): string => process.env["HEARTH_STACK"] ?? "lab";

/**
 * A command for a person to type: `hearth --stack home init`. The stack is left out only where every shell would choose it, since a
 * person may type it in another one.
 */
export const stackCommand = (stack: string, command: string): string =>
  stack === "lab" && defaultStack() === "lab" ? `hearth ${command}` : `hearth --stack ${stack} ${command}`;

/** The same, for the stack whose generated files are in a folder. */
export const commandOfFolder = (stackFolder: string, command: string): string =>
  stackCommand(basename(stackFolder), command);
