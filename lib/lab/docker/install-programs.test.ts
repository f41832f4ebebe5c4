import { afterEach, expect, test, vi } from "vitest";
import { silentLog } from "@hearth/kernel/test/silent-log.ts";
import { installPrograms } from "./install-programs.ts";

afterEach(() => void vi.unstubAllEnvs());

test("on a machine that is not Debian, the error says what to install", async () => {
  vi.stubEnv("PATH", "/nonexistent");
  await expect(installPrograms(["mmdebstrap"], silentLog)).rejects.toMatchObject({
    code: "LAB_FAILED",
    message: "the lab needs mmdebstrap, and this is not a Debian machine",
    hint: "Install the package mmdebstrap yourself, then run the command again.",
  });
});

test("a program that is there is not installed again", async () => {
  await expect(installPrograms(["ssh-keygen"], silentLog)).resolves.toBeUndefined();
});
