import { createLog, type Log } from "@hearth/kernel/log.ts";

/** For callers that were given no log. */
export const silentLog: Log = createLog();
