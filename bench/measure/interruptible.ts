/** A signal that Ctrl-C and SIGTERM abort, so that nodes are removed before the benchmark ends. */
export function interruptible(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => controller.abort(new Error(`ended by ${name}`)));
  }
  return controller.signal;
}
