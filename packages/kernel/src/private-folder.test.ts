import { chmodSync, lchownSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { claimPrivateFolder, makePrivateFolder } from "./private-folder.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "hearth-private-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const modeOf = (path: string): number => statSync(path).mode & 0o777;

test("a private folder and what is made on the way are closed to others, and so is one that was open", () => {
  makePrivateFolder(join(folder, "a", "b"));
  expect([modeOf(join(folder, "a")), modeOf(join(folder, "a", "b"))]).toEqual([0o700, 0o700]);
  mkdirSync(join(folder, "open"));
  chmodSync(join(folder, "open"), 0o755);
  makePrivateFolder(join(folder, "open"));
  expect(modeOf(join(folder, "open"))).toBe(0o700);
});

test("a folder for sockets is made, and taken again", () => {
  const sockets = join(folder, "sockets");
  claimPrivateFolder(sockets);
  claimPrivateFolder(sockets);
  expect(modeOf(sockets)).toBe(0o700);
  // As a former version made it.
  chmodSync(sockets, 0o755);
  claimPrivateFolder(sockets);
  expect(modeOf(sockets)).toBe(0o700);
});

test("a folder for sockets that is open to others, or is a link, is refused", () => {
  const [open, link] = [join(folder, "open"), join(folder, "link")];
  mkdirSync(open);
  chmodSync(open, 0o770);
  expect(() => claimPrivateFolder(open)).toThrow(/is open to other users/);
  chmodSync(open, 0o700);
  symlinkSync(open, link);
  expect(() => claimPrivateFolder(link)).toThrow(/link, where Hearth keeps its sockets, is not a folder/);
});

test.runIf(process.getuid?.() === 0)("a folder for sockets that somebody else made is refused", () => {
  const sockets = join(folder, "sockets");
  mkdirSync(sockets, { mode: 0o700 });
  lchownSync(sockets, 65_534, 65_534);
  expect(() => claimPrivateFolder(sockets)).toThrow(expect.objectContaining({ code: "FOLDER_UNSAFE" }));
});
