import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { keepSecret, refuseKitKey } from "./keep-secret.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-keep-"));
const key = { key: "hearth_x", sha256: "0" };
const make = (): Promise<string> => Promise.resolve("made");

test("a key goes to a new file", async () => {
  const file = join(folder, "a.key");
  expect(await keepSecret(key, file, make)).toBe("made");
  expect(readFileSync(file, "utf8")).toBe("hearth_x\n");
});

test("a file that exists is kept, and no key is made", async () => {
  const file = join(folder, "b.key");
  writeFileSync(file, "other");
  await expect(keepSecret(key, file, () => Promise.reject(new Error("made")))).rejects.toMatchObject({
    code: "FILE_NOT_WRITTEN",
    at: file,
    message: expect.stringContaining("no file is replaced") as unknown,
  });
  expect(readFileSync(file, "utf8")).toBe("other");
});

test("a folder that is not there is an error for people", async () => {
  await expect(keepSecret(key, join(folder, "no", "c.key"), make)).rejects.toMatchObject({ code: "FILE_NOT_WRITTEN" });
});

test("where no key is made, no file is left", async () => {
  const file = join(folder, "d.key");
  await expect(keepSecret(key, file, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(existsSync(file)).toBe(false);
});

test("the names of the kit's own keys are reserved", () => {
  const kit = [{ id: "owner", secret: "gateway.key" }];
  expect(() => refuseKitKey("owner", kit, "hearth keys")).toThrow(
    expect.objectContaining({
      code: "KEY_UNUSABLE",
      hint: expect.stringContaining("hearth keys rotate owner") as unknown,
    }) as Error,
  );
  expect(() => refuseKitKey("kids", kit, "hearth keys")).not.toThrow();
});
