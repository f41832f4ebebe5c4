/**
 * The data of each event in bytes that hold whole events; comments and events without data are left out. Line ends may be LF or
 * CRLF, and data may stand on several lines, as the standard for event streams has it.
 */
export function eventData(events: Buffer): readonly string[] {
  const found: string[] = [];
  let lines: string[] = [];
  const close = (): void => {
    if (lines.length > 0) found.push(lines.join("\n"));
    lines = [];
  };
  for (const line of events.toString().split(/\r?\n/)) {
    if (line === "") close();
    else if (line.startsWith("data:")) lines.push(line.slice(line[5] === " " ? 6 : 5));
  }
  close();
  return found;
}
