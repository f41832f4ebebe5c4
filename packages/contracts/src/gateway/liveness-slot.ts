/**
 * One slot more than requests use, so that the checks that ask for a token do not wait behind them, nor take the slot that a caller's
 * conversation is cached in. It is the first, because llama-server fills a batch slot by slot: a later one would wait until the
 * prompts before it are read to the end. Logs know the checks by it.
 */
export const livenessSlot = 0;
