import { expect, test, vi } from "vitest";
import { FdWriter } from "./fd-writer.ts";

/** A pipe with this capacity; `read` empties it. */
function makePipe(room: number) {
  let [text, inside] = ["", 0];
  return {
    sink: (bytes: Buffer): number => {
      if (inside >= room) throw Object.assign(new Error("busy"), { code: "EAGAIN" });
      const taken = Math.min(bytes.length, room - inside);
      inside += taken;
      text += bytes.subarray(0, taken).toString();
      return taken;
    },
    read: () => (inside = 0),
    text: () => text,
  };
}

test("a full pipe gets the rest later, in order and complete", () => {
  vi.useFakeTimers();
  try {
    const pipe = makePipe(10);
    const writer = new FdWriter(pipe.sink);
    writer.write("0123456789ab\n");
    writer.write("cd\n");
    expect(pipe.text()).toBe("0123456789");
    pipe.read();
    vi.advanceTimersByTime(10);
    expect(pipe.text()).toBe("0123456789ab\ncd\n");
  } finally {
    vi.useRealTimers();
  }
});

test("a reader that does not read loses lines, which are counted, and memory stays bounded", () => {
  vi.useFakeTimers();
  try {
    const pipe = makePipe(3 * 2 ** 20);
    const writer = new FdWriter(pipe.sink);
    const megabyte = `${"x".repeat(2 ** 20 - 1)}\n`;
    for (let count = 0; count < 10; count += 1) writer.write(megabyte);
    for (let count = 0; count < 9; count += 1) {
      pipe.read();
      vi.advanceTimersByTime(10);
    }
    const lines = pipe.text().trimEnd().split("\n");
    expect(lines.length).toBe(8);
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ level: "warn", event: "log lines dropped", lines: 3 });
  } finally {
    vi.useRealTimers();
  }
});

test("a reader that is gone is not an error", () => {
  const writer = new FdWriter(() => {
    throw Object.assign(new Error("gone"), { code: "EPIPE" });
  });
  expect(() => writer.write("line\n")).not.toThrow();
});
