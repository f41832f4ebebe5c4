import { HearthError } from "@hearth/kernel/errors.ts";
import { stackFolder } from "../paths.ts";
import { isFresh } from "../stack/preview-fresh.ts";
import { notFinished, notUp, unfinishedUp } from "../stack/unfinished-up.ts";

/** How the error of a cluster whose machines are all silent begins; one silent machine is another matter. */
const allSilent = "no node of the cluster could be reached";

/** Of a service that nothing in Consul stands for. */
const noService = "there is no service ";

interface NeverUpFacts {
  readonly isNew: boolean;
  /** What an `up` that has not finished says. */
  readonly unfinished: HearthError | undefined;
}

/** A stack that was never brought up, or not to the end, cannot answer: then that is the reason, and not the network. Anything else as it is. */
export function neverUp(thrown: unknown, stack: string, look: (stack: string) => NeverUpFacts = factsOf): unknown {
  if (!(thrown instanceof HearthError)) return thrown;
  const isSilent = thrown.message.startsWith(allSilent);
  if (!isSilent && !thrown.message.startsWith(noService)) return thrown;
  const { isNew, unfinished } = look(stack);
  if (unfinished !== undefined) return unfinished;
  if (!isNew || !isSilent) return thrown;
  return notUp(stack, thrown);
}

function factsOf(stack: string): NeverUpFacts {
  const folder = stackFolder(stack);
  const unfinished = unfinishedUp(folder);
  return { isNew: isFresh({ name: stack }), unfinished: unfinished && notFinished(folder, unfinished) };
}
