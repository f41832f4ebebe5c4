/** As much of a terminal's stream as is needed to see whether something was written. */
interface Stream {
  isTTY?: boolean;
  write: (...given: never[]) => boolean;
}

const clearLine = "\r\u001b[K";

/**
 * Says on a terminal that a command is at work, where it has said nothing for a while: a machine that is off lets one wait for
 * ten seconds. What is written next takes the line's place.
 */
export function showPatience(
  text: string,
  { err, out, afterMs = 1_000 }: { readonly err: Stream; readonly out: Stream; readonly afterMs?: number },
): void {
  if (err.isTTY !== true) return;
  const streams = [err, out].map((stream) => ({ stream, write: stream.write }));
  const sayNow = err.write.bind(err) as (text: string) => boolean;
  let isShown = false;
  const stop = (): void => {
    clearTimeout(timer);
    for (const { stream, write } of streams) stream.write = write;
    if (isShown) sayNow(clearLine);
  };
  const timer = setTimeout(() => {
    isShown = true;
    sayNow(text);
  }, afterMs);
  timer.unref();
  for (const { stream, write } of streams) {
    stream.write = (...given) => {
      stop();
      return write.apply(stream, given);
    };
  }
}
