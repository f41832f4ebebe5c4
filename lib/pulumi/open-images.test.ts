import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, expect, test } from "vitest";
import { openImages } from "./open-images.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-images-"));
afterAll(() => rmSync(folder, { recursive: true }));

const declared: { readonly name: string; readonly stdin: string }[] = [];
const mock = (isPreview: boolean): Promise<void> =>
  pulumi.runtime.setMocks(
    {
      newResource: ({ name, inputs }) => {
        declared.push({ name, stdin: String((inputs as { stdin?: unknown }).stdin) });
        return { id: name, state: { ...(inputs as object), stdout: "sha256:1\n" } };
      },
      call: () => ({}),
    },
    "hearth",
    "lab",
    isPreview,
  );

const open = async (app: string): Promise<pulumi.Output<string>> => {
  const secrets = pulumi.output<Readonly<Record<string, string>>>({});
  const image = await openImages({ stackFolder: folder, door: { node: "n1", port: 5001 }, secrets });
  return image(app, []);
};
const settled = (output: pulumi.Output<string>): Promise<string> => new Promise((resolve) => output.apply(resolve));

test("what is laid out is built; what is not, is only planned", async () => {
  const context = { app: "gateway", folder: "/x", version: "0.1.0", digest: "c".repeat(64) };
  writeFileSync(join(folder, "image-contexts.json"), JSON.stringify([context]));
  await mock(false);
  expect(await settled(await open("gateway"))).toBe("sha256:1");
  expect(declared.at(-1)).toMatchObject({
    name: "image/gateway",
    stdin: expect.stringContaining("c".repeat(64)) as string,
  });
  await expect(open("memory")).rejects.toMatchObject({ code: "STATE_MISSING" });
  await mock(true);
  const before = declared.length;
  await settled(await open("memory"));
  expect(declared.slice(before).map(({ name }) => name)).toEqual(["image/memory"]);
});
