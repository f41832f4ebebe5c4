import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { showPatience } from "./patience.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

class Terminal {
  written = "";
  isTTY = true;
  write = (text: string): boolean => {
    this.written += text;
    return true;
  };
}

test("a command that says nothing for a second says that it works, and what it then writes takes the place of that", () => {
  const [err, out] = [new Terminal(), new Terminal()];
  const write = out.write;
  showPatience("… working", { err, out });
  vi.advanceTimersByTime(1_100);
  expect(err.written).toBe("… working");
  out.write("answer\n");
  out.write("more\n");
  expect([err.written, out.written]).toEqual(["… working\r\u001b[K", "answer\nmore\n"]);
  expect(out.write).toBe(write);
});

test("one that writes at once, or not to a terminal, says nothing of it", () => {
  const [err, out] = [new Terminal(), new Terminal()];
  showPatience("… working", { err, out });
  err.write("✓ done\n");
  vi.advanceTimersByTime(5_000);
  expect(err.written).toBe("✓ done\n");
  const pipe = Object.assign(new Terminal(), { isTTY: false });
  showPatience("… working", { err: pipe, out });
  vi.advanceTimersByTime(5_000);
  expect(pipe.written).toBe("");
});
