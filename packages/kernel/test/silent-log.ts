import { createLog, type Log } from "../src/log.ts";

/** A log without sinks. */
export const silentLog: Log = createLog();
