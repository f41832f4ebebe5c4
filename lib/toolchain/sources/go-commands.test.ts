import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../tests/support/toolchain.ts";
import { runProgram } from "../fetch/run-program.ts";
import { findTool, type ToolName } from "../rows/table.ts";
import type { GoSource } from "../names/tool.ts";
import { goBuildCommands, goDownloadCommand, goEnvironment, goProxyCommand } from "./go-commands.ts";

const place = { go: "go", caches: "/cache/go", platform: "linux-x64", proxy: "https://house.test" } as const;

function goSource(name: ToolName): GoSource {
  const source = findTool(name).sources.find((candidate) => candidate.kind === "go");
  if (source === undefined) throw new Error(`${name} is not built`);
  return source;
}

const argumentsOf = (name: ToolName): readonly (readonly string[])[] =>
  goBuildCommands(goSource(name), place, "/out/bin").map((command) => command.arguments);

test("a module is fetched by its exact version", () => {
  expect(goDownloadCommand(goSource("headscale"), place).arguments).toEqual([
    "mod",
    "download",
    "-json",
    "github.com/juanfont/headscale@v0.28.0",
  ]);
});

test("nomad is linked against the C library, with its release tag and a replaced requirement", () => {
  expect(argumentsOf("nomad")).toEqual([
    [
      "mod",
      "edit",
      "-replace=github.com/hashicorp/nomad/api=github.com/hashicorp/nomad/api@v0.0.0-20260324203407-b27b0c2e019a",
    ],
    ["build", "-trimpath", "-ldflags", "-s -w", "-tags", "release", "-o", "/out/bin/nomad", "."],
  ]);
  expect(goEnvironment(goSource("nomad"), place)["CGO_ENABLED"]).toBe("1");
});

test("the command plugin's requirement is raised before it is built", () => {
  expect(argumentsOf("pulumi-resource-command")).toEqual([
    ["get", "github.com/pulumi/pulumi-go-provider@v0.16.0"],
    [
      "build",
      "-trimpath",
      "-ldflags",
      "-s -w -X github.com/pulumi/pulumi-command/provider/pkg/version.Version=0.9.2",
      "-o",
      "/out/bin/pulumi-resource-command",
      "./cmd/pulumi-resource-command",
    ],
  ]);
});

test("one module may hold several programs", () => {
  expect(argumentsOf("tailscale").map((given) => given.slice(-2))).toEqual([
    ["/out/bin/tailscale", "./cmd/tailscale"],
    ["/out/bin/tailscaled", "./cmd/tailscaled"],
  ]);
});

test("a build has caches of its own, no toolchain switch and no C library by default", () => {
  expect(goEnvironment(goSource("consul"), { ...place, platform: "linux-arm64" })).toMatchObject({
    GOFLAGS: "-buildvcs=false -mod=mod -modcacherw",
    GOMODCACHE: "/cache/go/mod",
    GOCACHE: "/cache/go/build",
    GOTOOLCHAIN: "local",
    GOWORK: "off",
    GOOS: "linux",
    GOARCH: "arm64",
    CGO_ENABLED: "0",
  });
});

test("settings of the machine that would weaken a build are overridden; where modules come from is kept", async () => {
  const folder = await temporaryFolder();
  const weak = {
    GOPROXY: "https://house.test,direct",
    GOSUMDB: "off",
    GONOSUMDB: "*",
    GOPRIVATE: "*",
    GOINSECURE: "*",
    GOFLAGS: "-insecure",
    GOTOOLCHAIN: "go1.20",
    GOEXPERIMENT: "rangefunc",
    CGO_LDFLAGS: "-levil",
  };
  await writeFile(
    join(folder, "env"),
    Object.entries(weak)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(""),
  );
  // A go that prints what it would use, from its environment and the file of `go env -w`, as the real one does.
  const go = join(folder, "go");
  const names = Object.keys(weak)
    .map((name) => `"${name}=\${${name}-}"`)
    .join(" ");
  await writeFile(
    go,
    `#!/bin/sh\n[ "$GOENV" = off ] || . ${folder}/env\n[ "$1" = env ] && echo "$GOPROXY" || printf '%s\\n' ${names}\n`,
    { mode: 0o755 },
  );
  const options = { folder, output: join(folder, "output") };
  const proxy = (await runProgram(goProxyCommand(go), options)).trim();
  expect(proxy).toBe("https://house.test,direct");
  const environment = { ...weak, ...goEnvironment(goSource("consul"), { ...place, go, proxy }) };
  const used = await runProgram({ program: go, arguments: ["build"], environment }, options);
  expect(used.trim().split("\n")).toEqual([
    "GOPROXY=https://house.test,direct",
    "GOSUMDB=sum.golang.org",
    "GONOSUMDB=",
    "GOPRIVATE=",
    "GOINSECURE=",
    "GOFLAGS=-buildvcs=false -mod=mod -modcacherw",
    "GOTOOLCHAIN=local",
    "GOEXPERIMENT=",
    "CGO_LDFLAGS=",
  ]);
});

test("only the module that the checksum database lacks is exempt from it", () => {
  expect(goEnvironment(goSource("pulumi-language-nodejs"), place)["GONOSUMDB"]).toBe(
    "github.com/pulumi/pulumi/sdk/nodejs/cmd/pulumi-language-nodejs/v3",
  );
  expect(goEnvironment(goSource("headscale"), place)["GONOSUMDB"]).toBe("");
});
