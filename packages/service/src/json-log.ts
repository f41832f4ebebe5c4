export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Structured log: one JSON object per line. Callers pass facts, never prompts, answers, headers or keys. */
export interface JsonLog {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** Writes buffered lines; call before the process ends. */
  flush(): void;
}

/**
 * Writes whole lines to `write`. Lines of one tick of the event loop are written together: under load one write per request would
 * cost more than the request's other bookkeeping.
 */
export function createJsonLog(write: (lines: string) => void, now: () => Date = () => new Date()): JsonLog {
  let waiting = "";
  const flush = (): void => {
    if (waiting === "") return;
    const lines = waiting;
    waiting = "";
    write(lines);
  };
  const emit = (level: string, event: string, fields: LogFields = {}): void => {
    if (waiting === "") setImmediate(flush);
    waiting += `${JSON.stringify({ time: now().toISOString(), level, event, ...fields })}\n`;
  };
  return {
    info: (event, fields) => emit("info", event, fields),
    warn: (event, fields) => emit("warn", event, fields),
    error: (event, fields) => emit("error", event, fields),
    flush,
  };
}
