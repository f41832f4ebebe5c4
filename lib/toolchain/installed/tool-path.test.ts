import { expect, test } from "vitest";
import { toolBin } from "./tool-bin.ts";
import { toolFolder } from "./tool-folder.ts";
import { toolPath } from "./tool-path.ts";

const place = { cache: "/cache", platform: "linux-x64" } as const;

test("a tool's folder says its name, version and platform", () => {
  expect(toolFolder("nomad", place)).toBe("/cache/tools/nomad-1.11.3-linux-x64");
  expect(toolFolder("nomad", { ...place, platform: "linux-arm64" })).toBe("/cache/tools/nomad-1.11.3-linux-arm64");
});

test("a program or a model is found by its file name", () => {
  expect(toolBin("tailscaled", place)).toBe("/cache/tools/tailscale-1.102.4-linux-x64/bin/tailscaled");
  expect(toolBin("all-MiniLM-L6-v2.F16.gguf", place)).toBe(
    "/cache/tools/all-minilm-l6-v2-0.1.0-linux-x64/all-MiniLM-L6-v2.F16.gguf",
  );
  expect(() => toolBin("emacs", place)).toThrow("no tool provides emacs");
});

test("the path holds Node, Pulumi and its plugins", () => {
  expect(toolPath(place).split(":")).toEqual([
    "/cache/tools/node-24.19.0-linux-x64/bin",
    "/cache/tools/pulumi-3.250.0-linux-x64/bin",
    "/cache/tools/pulumi-language-nodejs-3.185.0-linux-x64/bin",
    "/cache/tools/pulumi-resource-command-0.9.2-linux-x64/bin",
    // Where there are images to build, and the plugin could be had.
    "/cache/tools/pulumi-resource-docker-4.11.0-linux-x64/bin",
  ]);
});
