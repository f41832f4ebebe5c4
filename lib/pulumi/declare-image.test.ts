import * as pulumi from "@pulumi/pulumi";
import { beforeAll, beforeEach, expect, test } from "vitest";
import type { BuildContext } from "../images/build-context.ts";
import type { StackSecrets } from "../secrets/stack-secrets.ts";
import { declareImage } from "./declare-image.ts";
import { declareJobs } from "./declare-jobs.ts";

/* What is declared, by Pulumi's own mocks: no plugin runs. */

const digest = `sha256:${"d".repeat(64)}`;
const context: BuildContext = {
  app: "gateway",
  folder: "/stack/images/gateway",
  version: "0.1.0",
  digest: "c".repeat(64),
};
const door = { node: "n1", port: 5001 };
let declared: { readonly type: string; readonly name: string; readonly inputs: Record<string, unknown> }[] = [];

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      declared.push({ type, name, inputs: inputs as Record<string, unknown> });
      const outputs =
        type === "docker:index/image:Image"
          ? { repoDigest: `127.0.0.1:15001/hearth/gateway@${digest}` }
          : { stdout: name.startsWith("image/") ? `${digest}\n` : "" };
      return { id: name, state: { ...(inputs as object), ...outputs } };
    },
    call: () => ({}),
  });
});
beforeEach(() => (declared = []));

const valueOf = <T>(output: pulumi.Output<T>): Promise<T> => new Promise((resolve) => output.apply(resolve));

test("without the plugin the docker command builds and pushes; its line is the digest, and no path is in the state", async () => {
  expect(await valueOf(declareImage(context, { door, after: [] }))).toBe(digest);
  const [image] = declared;
  expect(image).toMatchObject({ type: "command:local:Command", name: "image/gateway" });
  expect(image?.inputs["create"]).toBe("hearth-image push gateway");
  expect(image?.inputs["update"]).toBe("hearth-image push gateway");
  expect(JSON.parse(String(image?.inputs["stdin"]))).toEqual({
    app: "gateway",
    context: context.digest,
    version: "0.1.0",
    node: "n1",
    port: 5001,
  });
});

test("with it @pulumi/docker builds the same context with BuildKit, and pushes it through the forward", async () => {
  const docker = await import("@pulumi/docker");
  const provider = { docker, registry: "127.0.0.1:15001", password: pulumi.secret("rg-1") };
  expect(await valueOf(declareImage(context, { door, after: [], provider }))).toBe(digest);
  const [image] = declared;
  expect(image).toMatchObject({ type: "docker:index/image:Image", name: "image/gateway" });
  expect(image?.inputs).toMatchObject({
    imageName: `127.0.0.1:15001/hearth/gateway:${"c".repeat(16)}`,
    build: {
      context: context.folder,
      dockerfile: "/stack/images/gateway/Dockerfile",
      builderVersion: "BuilderBuildKit",
      args: { VERSION: "0.1.0", SOURCE_DATE_EPOCH: "0" },
    },
    // In the envelope by which Pulumi knows a secret.
    registry: { value: { server: "127.0.0.1:15001", username: "controller", password: "rg-1" } },
    skipPush: false,
  });
});

test("a job gets the digest of its image, and its gate waits for that version", async () => {
  const hcl = 'image = "registry.hearth:5000/hearth/gateway@«image:gateway»"';
  const spec = { id: "gateway", kind: "service", hcl, gate: { services: ["gateway"], limitMs: 1 }, needs: [] } as const;
  const secrets: StackSecrets = { "gateway.key": "sk-1" };
  const waited: number[] = [];
  const gates = declareJobs([{ ...spec, variables: { key: "«secret:gateway.key»" } }], {
    after: [],
    secrets: pulumi.output(secrets),
    repairs: {},
    image: (app, after) => {
      expect(app).toBe("gateway");
      waited.push(after.length);
      return pulumi.output(digest);
    },
  });
  await Promise.all(gates.map((gate) => valueOf(gate.urn)));
  const read = (name: string) => {
    const found = declared.find((resource) => resource.name === name);
    return JSON.parse(String(found?.inputs["stdin"])) as { hcl: string; variables?: object };
  };
  expect(waited).toEqual([0]);
  const resolved = `image = "registry.hearth:5000/hearth/gateway@${digest}"`;
  expect(read("job/gateway")).toMatchObject({ hcl: resolved, variables: { key: "sk-1" } });
  expect(read("gate/gateway").hcl).toBe(resolved);
  expect(read("gate/gateway").variables).toBeUndefined();
});
