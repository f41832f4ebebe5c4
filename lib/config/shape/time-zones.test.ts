import { expect, test } from "vitest";
import { isTimeZone, timeZoneHint } from "./time-zones.ts";

test.each([
  "Europe/Berlin",
  "America/Argentina/Buenos_Aires",
  "Asia/Kolkata",
  "Asia/Calcutta",
  "UTC",
  "Etc/UTC",
  "Etc/GMT+1",
])("%s is a time zone", (name) => expect(isTimeZone(name)).toBe(true));

test("every zone of the list is one", () => {
  expect(Intl.supportedValuesOf("timeZone").filter((name) => !isTimeZone(name))).toEqual([]);
});

test.each(["Berlin", "europe/berlin", "Europe/berlin", "Etc/GMT+99", "+01", "+01:00", "../etc/passwd", "Europe/", ""])(
  "%s is none",
  (name) => expect(isTimeZone(name)).toBe(false),
);

test.each([
  ["Berlin", "did you mean `Europe/Berlin`?"],
  ["europe/berlin", "did you mean `Europe/Berlin`?"],
  ["Europe/Berln", "did you mean `Europe/Berlin`?"],
  ["Home", "write one such as `Europe/Berlin`"],
])("instead of %s: %s", (written, hint) => {
  expect(timeZoneHint(written)).toBe(hint);
});
