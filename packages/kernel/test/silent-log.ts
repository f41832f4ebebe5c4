import { createLog, type Log } from "../src/log.ts";

/** For callers that were given no log. */
export const silentLog: Log = createLog();
