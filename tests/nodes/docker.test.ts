import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLog, terminalSink } from "@hearth/kernel/log.ts";
import type { Unit } from "../../lib/steps/unit.ts";
import { askAgent, json, ofRole, until } from "../support/ask-agents.ts";
import { changesOf, failuresOf, roleLab, type RoleLab } from "../support/role-lab.ts";
import { isThorough } from "../support/thorough.ts";

describe.runIf(isThorough)("docker, beside all other roles", () => {
  let on: RoleLab;
  beforeAll(async () => {
    on = await roleLab(createLog(terminalSink));
    expect(failuresOf(await on.run("apply", on.units()))).toEqual([]);
  });
  afterAll(async () => on[Symbol.asyncDispose]());

  const output = async (node: string, command: string): Promise<string> => {
    const { stdout, stderr } = await on.lab.ssh(node, command);
    return `${stdout}${stderr}`.trim();
  };
  const nomad = askAgent("nomad", () => on);

  test("docker: Debian's engine with our settings runs a container, Nomad may use it, and undo removes it", async () => {
    const docker = { engine: "debian" };
    const ofBoth = (): readonly Unit[] => {
      const units = on.units({}, { docker });
      return [...ofRole(units, "n2", "docker"), ...ofRole(units, "n2", "nomad")];
    };
    expect(failuresOf(await on.run("apply", ofBoth()))).toEqual([]);
    expect(changesOf(await on.run("apply", ofBoth()))).toEqual([]);
    expect(failuresOf(await on.run("verify", ofBoth()))).toEqual([]);
    await output("n2", "sudo tar -C /usr/local/bin -chf - tailscale | sudo docker import - version");
    const version = "sudo docker run --rm --network none version /tailscale version";
    expect(await output("n2", version)).toMatch(/^1\.\d+\.\d+/);
    await until("the driver in Nomad", 60_000, async () => {
      const nodes = json(await nomad("/v1/nodes")) as {
        Name: string;
        Drivers: Record<string, { Healthy: boolean } | undefined>;
      }[];
      return nodes.find(({ Name }) => Name === "n2")?.Drivers["docker"]?.Healthy === true;
    });

    await output("n2", "sudo systemctl stop docker.socket docker");
    const [drifted] = ofRole(on.units({}, { docker }), "n2", "docker");
    expect(changesOf(await on.run("verify", [drifted!]))).toEqual([
      "n2: docker/service docker: drifted",
      "n2: docker/Docker answers: drifted",
    ]);
    expect(failuresOf(await on.run("apply", [drifted!]))).toEqual([]);

    expect(failuresOf(await on.run("undo", [drifted!]))).toEqual([]);
    expect(await output("n2", "command -v dockerd; ls /etc/docker/daemon.json 2>/dev/null")).toBe("");
    expect(failuresOf(await on.run("apply", ofRole(on.units(), "n2", "nomad")))).toEqual([]);
  });

  test("docker: an engine of the machine's own is not replaced, and the way out is named", async () => {
    await output("n2", "sudo install -m 755 /bin/true /usr/local/bin/dockerd");
    const [result] = await on.run("apply", ofRole(on.units({}, { docker: { engine: "debian" } }), "n2", "docker"));
    await output("n2", "sudo rm /usr/local/bin/dockerd");
    expect(result?.exitCode).toBe(1);
    expect(result?.stderr).toContain("set options.docker.engine: existing");
    expect(await output("n2", "ls /etc/docker/daemon.json 2>/dev/null")).toBe("");
  });
});
