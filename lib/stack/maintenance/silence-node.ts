import { askService } from "../../cluster/ask-service.ts";
import type { ClusterConnection } from "../../cluster/connect-cluster.ts";
import { endSilences, silence, type AskAlertmanager } from "../../cluster/silences.ts";
import { messageOf } from "@hearth/kernel/errors.ts";
import type { Log } from "@hearth/kernel/log.ts";
import type { Stack } from "../load-stack.ts";

export interface Silencing {
  readonly stack: Stack;
  readonly connection: ClusterConnection;
  readonly options: { readonly log: Log; readonly signal: AbortSignal; readonly deadlineMs: number };
}

const hasAlertmanager = ({ jobs }: Stack): boolean => jobs.some(({ name }) => name === "alertmanager");

const alertmanager =
  ({ connection, options: { signal } }: Silencing): AskAlertmanager =>
  (question) =>
    askService(connection, "alertmanager", { ...question, signal });

/** Longer than the work should take: a machine that stays away has to be told of. */
const silenceBeyondMs = 1_200_000;

/** Nobody is sent messages about the machine while it is worked on. Without Alertmanager nobody is anyway. */
export async function beSilent(work: Silencing, node: string): Promise<void> {
  const { stack, options } = work;
  if (!hasAlertmanager(stack)) return;
  const forMs = options.deadlineMs + silenceBeyondMs;
  await attemptSilence(work, () =>
    silence(alertmanager(work), { label: "node", value: node }, { forMs, comment: "hearth node" }),
  );
}

/** Messages about it are sent again. */
export async function endSilence(work: Silencing, node: string): Promise<void> {
  if (!hasAlertmanager(work.stack)) return;
  await attemptSilence(work, () => endSilences(alertmanager(work), { label: "node", value: node }));
}

/** A message too many is no reason not to go on. */
async function attemptSilence({ options: { log, signal } }: Silencing, ask: () => Promise<unknown>): Promise<void> {
  try {
    await ask();
  } catch (thrown) {
    signal.throwIfAborted();
    log.warn(`messages about it may be sent: ${messageOf(thrown)}`);
  }
}
