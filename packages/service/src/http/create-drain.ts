import type { Server } from "node:http";

/**
 * Returns a function that stops the server but waits for answers, not for connections, since callers may keep idle ones open. New
 * connections are refused at once, running answers get `limitMs`, then everything is closed.
 */
export function createDrain(server: Server): (limitMs: number) => Promise<void> {
  let open = 0;
  const allAnswered = Promise.withResolvers<undefined>();
  server.on("request", (_request, response) => {
    open += 1;
    response.shouldKeepAlive &&= server.listening;
    response.once("close", () => {
      open -= 1;
      if (open === 0 && !server.listening) allAnswered.resolve(undefined);
    });
  });
  return async (limitMs) => {
    const closed = new Promise((resolve) => server.close(resolve));
    const limit = setTimeout(() => allAnswered.resolve(undefined), open === 0 ? 0 : limitMs);
    await allAnswered.promise;
    clearTimeout(limit);
    server.closeAllConnections();
    await closed;
  };
}
