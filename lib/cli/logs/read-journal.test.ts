import { expect, test } from "vitest";
import { journalCommand } from "./read-journal.ts";

test("what is asked of journalctl", () => {
  expect(journalCommand({ lines: 20, follow: false })).toBe("journalctl --no-pager --quiet --output=short --lines=20");
  expect(journalCommand({ lines: 5, follow: true, unit: "a b", since: new Date(61_500) })).toBe(
    "journalctl --no-pager --quiet --output=short --lines=5 --unit='a b' --since=@61 --follow",
  );
});
