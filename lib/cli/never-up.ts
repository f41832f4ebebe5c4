import { HearthError } from "@hearth/kernel/errors.ts";
import { stackFolder } from "../paths.ts";
import { readCheckpoint } from "../stack/pulumi/read-checkpoint.ts";
import { hasAgents, notFinished, notUp, unfinishedUp } from "../stack/unfinished-up.ts";

/** How the error of a cluster whose machines are all silent begins; one silent machine is another matter. */
const allSilent = "no node of the cluster could be reached";

/** Of a service that nothing in Consul stands for. */
const noService = "there is no service ";

interface NeverUpFacts {
  readonly isNew: boolean;
  /** Whether Nomad and Consul have been on every node: where they are silent now, the network or the machines are the reason. */
  readonly hadAgents: boolean;
  /** What an `up` that has not finished says. */
  readonly unfinished: HearthError | undefined;
}

/** A stack that was never brought up, or not to the end, cannot answer: then that is the reason, and not the network. Anything else as it is. */
export function neverUp(thrown: unknown, stack: string, look: (stack: string) => NeverUpFacts = factsOf): unknown {
  if (!(thrown instanceof HearthError)) return thrown;
  const isSilent = thrown.message.startsWith(allSilent);
  if (!isSilent && !thrown.message.startsWith(noService)) return thrown;
  const { isNew, hadAgents, unfinished } = look(stack);
  if (unfinished !== undefined && !(isSilent && hadAgents)) return unfinished;
  if (!isNew || !isSilent) return thrown;
  return notUp(stack, thrown);
}

function factsOf(stack: string): NeverUpFacts {
  const folder = stackFolder(stack);
  const unfinished = unfinishedUp(folder);
  const { names } = readCheckpoint(stack);
  return {
    isNew: names.size === 0,
    hadAgents: hasAgents(names),
    unfinished: unfinished && notFinished(folder, unfinished),
  };
}
