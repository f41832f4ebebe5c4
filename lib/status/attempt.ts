import { messageOf } from "@hearth/kernel/errors.ts";
import { formatElapsed } from "@hearth/kernel/units.ts";

/** An answer, or why there is none. */
export type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly because: string };

/** Waits for an answer no longer than this, because a status must be available while things are broken. Never throws. */
export async function attempt<T>(work: Promise<T>, limitMs: number): Promise<Attempt<T>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Attempt<T>>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, because: `no answer in ${formatElapsed(limitMs)}` }), limitMs);
  });
  const answer = work.then(
    (value): Attempt<T> => ({ ok: true, value }),
    (thrown: unknown): Attempt<T> => ({ ok: false, because: messageOf(thrown) }),
  );
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
