import { afterEach, expect, test, vi } from "vitest";
import { commandOfFolder, stackCommand } from "./stack-command.ts";

afterEach(() => vi.unstubAllEnvs());

test("a command names its stack unless that is the default", () => {
  vi.stubEnv("HEARTH_STACK", undefined);
  expect(stackCommand("home", "init")).toBe("hearth --stack home init");
  expect(stackCommand("lab", "init")).toBe("hearth init");
  expect(commandOfFolder("/x/.hearth/home", "up")).toBe("hearth --stack home up");
});

test("the lab is named too where the environment chooses another stack", () => {
  vi.stubEnv("HEARTH_STACK", "home");
  expect(stackCommand("lab", "init")).toBe("hearth --stack lab init");
});
