import { expect, test } from "vitest";
import { lostPart } from "./require-keys.ts";

const all = { made: true, passphrase: true, secrets: true };

test("a stack that is whole, and one that is not begun, lack nothing", () => {
  expect(lostPart(all)).toBeUndefined();
  expect(lostPart({ made: false, passphrase: false, secrets: false })).toBeUndefined();
});

test("an interrupted init continues where it stopped", () => {
  expect(lostPart({ made: false, passphrase: true, secrets: false })).toBeUndefined();
});

test("secrets without their passphrase are lost, whatever was made with them", () => {
  expect(lostPart({ ...all, passphrase: false })).toBe("passphrase");
  expect(lostPart({ ...all, made: false, passphrase: false })).toBe("passphrase");
});

test("machines whose secrets are gone get no others", () => {
  expect(lostPart({ ...all, secrets: false })).toBe("secrets");
});
