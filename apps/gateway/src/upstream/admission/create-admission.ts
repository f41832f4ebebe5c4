import type { Admission } from "../../domain/admission.ts";
import { ExpertQueue, type QueueRules } from "./expert-queue.ts";

export interface AdmissionRules extends QueueRules {
  /** Requests that an instance handles at once. */
  readonly perInstance: number;
  /** The same per expert, by name. */
  readonly experts: Readonly<Record<string, number>>;
}

/** Above this many, idle queues of removed experts are dropped. */
const maxQueues = 256;

/** A queue for each expert; see domain/admission.ts. `now` is a monotonic clock in milliseconds. */
export function createAdmission(rules: AdmissionRules, now: () => number = () => performance.now()): Admission {
  const queues = new Map<string, ExpertQueue>();

  const queueOf = (name: string): ExpertQueue => {
    let queue = queues.get(name);
    if (queue === undefined) {
      if (queues.size >= maxQueues) for (const [other, { idle }] of queues) if (idle) queues.delete(other);
      queue = new ExpertQueue(name, rules, now);
      queues.set(name, queue);
    }
    return queue;
  };

  return {
    enter(request) {
      const { name, instances } = request.expert;
      const queue = queueOf(name);
      queue.resize(instances.length * (rules.experts[name] ?? rules.perInstance));
      return queue.enter(request);
    },
  };
}
