import { parentPort } from "node:worker_threads";
import { messageOf } from "@hearth/kernel/errors.ts";
import { ApiError } from "../api/api-error.ts";
import type { Outcome } from "./interpreter.ts";

/** The tasks that a thread can do, by name. */
export type Tasks = Readonly<Record<string, (input: never) => unknown>>;

/** Answers the tasks that this thread is sent, one at a time. */
export function answerTasks(tasks: Tasks): void {
  parentPort?.on("message", ({ name, input }: { readonly name: string; readonly input: never }) => {
    parentPort?.postMessage("begun");
    void outcomeOf(tasks, name, input).then((outcome) => parentPort?.postMessage(outcome));
  });
}

async function outcomeOf(tasks: Tasks, name: string, input: never): Promise<Outcome> {
  try {
    const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
    if (task === undefined) return { bug: `there is no task ${name}` };
    return { value: await task(input) };
  } catch (thrown) {
    if (!(thrown instanceof ApiError)) return { bug: messageOf(thrown) };
    const { code, message, param } = thrown;
    return { refusal: { code, message, param } };
  }
}
