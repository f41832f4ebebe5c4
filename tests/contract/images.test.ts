import { spawnSync } from "node:child_process";
import { hash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { silentLog } from "@hearth/kernel/test/silent-log.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { startFakeConsul } from "../../apps/gateway/test/fake-consul.ts";
import { eventStream, startFakeExpert } from "../../apps/gateway/test/fake-expert.ts";
import { chatBody, chatService, testKey } from "../../apps/gateway/test/start-test-gateway.ts";
import { freePort } from "../../lib/free-port.ts";
import { layOutContext, type BuildContext } from "../../lib/images/build-context.ts";
import { buildImage } from "../../lib/images/docker-image.ts";
import { ownImages } from "../../lib/images/own-images.ts";
import { ensureDocker } from "../../lib/lab/docker/find-docker.ts";
import { isThorough } from "../support/thorough.ts";

/* Our images with the real Docker: each is built from its Dockerfile and run as Nomad would run it. */

describe.runIf(isThorough)("our images", () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-images-"));
  const names: string[] = [];
  let host = "";
  let gateway: BuildContext;

  const docker = (...args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync("docker", ["-H", host, ...args], { encoding: "utf8" });
    if (status !== 0) throw new Error(`docker ${args.join(" ")}: ${stderr}`);
    return `${stdout}${stderr}`.trim();
  };
  const build = async (context: BuildContext, tag: string): Promise<string> => {
    const name = `hearth-test/${context.app}:${tag}`;
    names.push(name);
    await buildImage(context, name, host);
    return name;
  };
  /** As a job of the runtime docker runs, on this machine's own network. */
  const confined = [
    ...["--network", "host", "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"],
    ...["--tmpfs", "/tmp", "--volume", `${folder}/local:/local:ro`],
  ];

  beforeAll(async () => {
    host = (await ensureDocker(silentLog)).host;
    mkdirSync(join(folder, "local"));
    chmodSync(folder, 0o755);
    gateway = await layOutContext(ownImages.gateway, join(folder, "images"), silentLog);
  });
  afterAll(() => {
    for (const name of names) docker("rmi", "--force", name);
    rmSync(folder, { recursive: true });
  });

  test("the same sources give the same layers, without a shell, and with what is in them written down", async () => {
    const [first, second] = [await build(gateway, "first"), await build(gateway, "second")];
    docker("rmi", "--force", first);
    const other = await layOutContext(ownImages.gateway, join(folder, "elsewhere"), silentLog);
    expect(other.digest).toBe(gateway.digest);
    const again = await build(other, "again");
    const layersOf = (name: string): string => docker("inspect", "--format", "{{json .RootFS.Layers}}", name);
    expect(layersOf(again)).toBe(layersOf(second));

    const container = docker("create", "--network", "none", second);
    const listed = spawnSync("sh", ["-c", `docker -H ${host} export ${container} | tar -t`], { encoding: "utf8" });
    docker("rm", container);
    expect(listed.stdout.split("\n").filter((path) => /(^|\/)(sh|bash|dash|busybox|apt-get)$/.test(path))).toEqual([]);
    expect(listed.stdout).toContain("usr/share/doc/hearth/sbom.cdx.json\n");
    const { User, Labels } = JSON.parse(docker("inspect", "--format", "{{json .Config}}", second)) as {
      User: string;
      Labels: Record<string, string>;
    };
    expect(User).toBe("70001:70001");
    expect(Labels["org.opencontainers.image.title"]).toBe("hearth-gateway");
  });

  test("the gateway answers a chat as an account without rights, is healthy to Docker, and on SIGTERM finishes its stream", async () => {
    const finish = Promise.withResolvers<undefined>();
    await using expert = await startFakeExpert((response) => {
      response.writeHead(200, eventStream);
      response.write("data: 1\n\n");
      void finish.promise.then(() => response.end("data: [DONE]\n\n"));
    });
    await using consul = await startFakeConsul();
    consul.set({ "expert-chat": chatService(expert) });
    const port = await freePort();
    writeFileSync(
      join(folder, "local/keys.json"),
      JSON.stringify({ keys: [{ id: "test", sha256: hash("sha256", testKey) }] }),
    );
    writeFileSync(
      join(folder, "local/gateway.json"),
      JSON.stringify({
        listen: { address: "127.0.0.1", port },
        consul: { url: consul.origin },
        keysFile: "/local/keys.json",
      }),
    );
    const name = await build(gateway, "run");
    const url = `http://127.0.0.1:${port}`;
    const health = ["--env", `HEARTH_HEALTH_URL=${url}/health/ready`, "--health-interval", "1s"];
    const container = docker("run", "--detach", ...confined, ...health, name);
    try {
      await waitFor({ what: "Docker to call it healthy", limitMs: 30_000, intervalMs: 250 }, () => {
        const state = docker("inspect", "--format", "{{.State.Health.Status}}", container);
        return Promise.resolve(
          state === "healthy" ? ready(undefined) : notYet(`${state}: ${docker("logs", container)}`),
        );
      });
      const [uid] = docker("top", container, "-o", "uid,pid").split("\n").slice(1);
      expect(uid).toMatch(/^\s*70001\s/);
      const response = await fetch(`${url}/v1/chat/completions`, {
        method: "POST",
        headers: { authorization: `Bearer ${testKey}`, "content-type": "application/json" },
        body: JSON.stringify({ ...chatBody, stream: true }),
      });
      expect(response.status).toBe(200);
      const stopped = spawnSync("sh", ["-c", `docker -H ${host} kill --signal TERM ${container}`]);
      expect(stopped.status).toBe(0);
      await new Promise((resolve) => setTimeout(resolve, 500));
      finish.resolve(undefined);
      expect(await response.text()).toContain("[DONE]");
      expect(docker("wait", container)).toBe("0");
    } finally {
      docker("rm", "--force", container);
    }
  });

  test("the memory service starts, keeps its data in the folder that it is given, and is healthy to Docker", async () => {
    const context = await layOutContext(ownImages.memory, join(folder, "images"), silentLog);
    const name = await build(context, "run");
    const port = await freePort();
    mkdirSync(join(folder, "data"), { mode: 0o777 });
    chmodSync(join(folder, "data"), 0o777);
    writeFileSync(
      join(folder, "local/memory-keys.json"),
      JSON.stringify({
        keys: [{ id: "t", sha256: hash("sha256", "sk-memory-x"), tenant: "home", scopes: ["memories:read"] }],
      }),
    );
    writeFileSync(
      join(folder, "local/memory.json"),
      JSON.stringify({
        listen: { address: "127.0.0.1", port },
        keysFile: "/local/memory-keys.json",
        store: { engine: "sqlite", file: "/data/memory.sqlite" },
      }),
    );
    const health = ["--env", `HEARTH_HEALTH_URL=http://127.0.0.1:${port}/health/ready`, "--health-interval", "1s"];
    const data = ["--volume", `${folder}/data:/data`];
    const container = docker("run", "--detach", ...confined, ...data, ...health, name);
    try {
      await waitFor({ what: "Docker to call it healthy", limitMs: 40_000, intervalMs: 250 }, () => {
        const state = docker("inspect", "--format", "{{.State.Health.Status}}", container);
        return Promise.resolve(
          state === "healthy" ? ready(undefined) : notYet(`${state}: ${docker("logs", container)}`),
        );
      });
      docker("kill", "--signal", "TERM", container);
      expect(docker("wait", container)).toBe("0");
    } finally {
      docker("rm", "--force", container);
    }
  });
});
