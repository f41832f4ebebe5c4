import { expect, test } from "vitest";
import type { WheelSource } from "../names/tool.ts";
import { unpackCommand } from "../fetch/unpack-command.ts";
import { conversionCommands } from "./converted-source.ts";
import { wheelCommand } from "./wheel-source.ts";

const wheel: WheelSource = { kind: "wheel", package: "lamp", version: "1.2.3", sha256: {}, take: {} };
const pip = ["--quiet", "--no-deps", "--only-binary=:all:", "--retries=1", "--timeout=30"];

test("a wheel is downloaded alone, by its exact version", () => {
  const { program, arguments: given } = wheelCommand(wheel, "/work", "here");
  expect([program, ...given]).toEqual(["python3", "-m", "pip", "download", ...pip, "--dest=/work", "lamp==1.2.3"]);
});

test("a wheel for another platform is asked for by its tags", () => {
  const given = wheelCommand(wheel, "/work", "linux-arm64").arguments.filter((word) => word.startsWith("--platform"));
  expect(given).toEqual([
    "--platform=manylinux_2_35_aarch64",
    "--platform=manylinux_2_28_aarch64",
    "--platform=manylinux_2_17_aarch64",
  ]);
});

test("a conversion sees just its pinned packages", () => {
  const source = { kind: "converted", wheel, script: "melt.py", packages: ["a==1", "b==2"], output: "x.gguf" } as const;
  const [install, convert] = conversionCommands(source, { packages: "/p", input: "/in", result: "/out" });
  expect(install?.arguments.slice(-3).map((word) => word.replace(/=.*\/recipes\//, "="))).toEqual([
    "--target=/p",
    "--require-hashes",
    "--requirement=melt.txt",
  ]);
  expect(convert?.arguments.map((word) => word.replace(/.*\/recipes\//, ""))).toEqual([
    "-S",
    "melt.py",
    "/in",
    "/out/x.gguf",
  ]);
  expect(convert?.environment?.["PYTHONPATH"]).toBe("/p");
});

test("an archive is unpacked by its format", () => {
  expect(unpackCommand("tar.gz", "a.tgz", "to").arguments).toEqual(["-xzf", "a.tgz", "-C", "to", "--no-same-owner"]);
  const zip = unpackCommand("zip", "a.zip", "to");
  expect([zip.program, ...zip.arguments.slice(1)]).toEqual(["python3", "a.zip", "to"]);
});
