import { HearthError } from "@hearth/kernel/errors.ts";
import { stackCommand } from "../stack-command.ts";
import { isFresh } from "../stack/preview-fresh.ts";

/** How the error of a cluster whose machines are all silent begins; one silent machine is another matter. */
const allSilent = "no node of the cluster could be reached";

/** Of a stack that was never brought up nobody can answer: then that is the reason, and not the network. Anything else as it is. */
export function neverUp(
  thrown: unknown,
  stack: string,
  isNew: (stack: string) => boolean = (name) => isFresh({ name }),
): unknown {
  if (!(thrown instanceof HearthError) || !thrown.message.startsWith(allSilent) || !isNew(stack)) return thrown;
  return new HearthError({
    code: "STATE_MISSING",
    message: `the stack ${stack} is not up, so nothing of it can answer\n  ${thrown.message}`,
    hint: `Bring it up with \`${stackCommand(stack, "up")}\`.`,
    cause: thrown,
  });
}
