import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { freePort } from "../../lib/free-port.ts";
import { renderTemplate } from "../../lib/templates/render-template.ts";
import { toolBin } from "../../lib/toolchain/installed/tool-bin.ts";

export interface TestHomeAssistant extends AsyncDisposable {
  readonly url: string;
  readonly folder: string;
  restart(): Promise<void>;
}

/** The real Home Assistant with the job's own configuration, on the loopback. */
export async function startHomeAssistant(environment: Readonly<Record<string, string>>): Promise<TestHomeAssistant> {
  const folder = mkdtempSync(join(tmpdir(), "hearth-home-assistant-"));
  const port = await freePort();
  const configuration = renderTemplate("jobs/home-assistant/configuration.yaml", {
    ...{ port, name: "Test", timeZone: "Europe/Berlin", country: "DE", language: "en", currency: "EUR", keepDays: 7 },
    recorderFile: join(folder, "data", "home-assistant_v2.db"),
  }).replaceAll("{{ env `NOMAD_IP_http` }}", "127.0.0.1");
  mkdirSync(join(folder, "data"));
  writeFileSync(join(folder, "data", "configuration.yaml"), configuration);
  for (const name of ["automations", "scripts", "scenes"]) {
    writeFileSync(join(folder, "data", `${name}.yaml`), name === "scripts" ? "{}\n" : "[]\n");
  }
  const program = toolBin("python");
  const start = async () => {
    const child = spawn(program, ["-m", "homeassistant", "--config", join(folder, "data"), "--skip-pip"], {
      stdio: ["ignore", "ignore", "ignore"],
      env: { ...process.env, ...environment, HOME: dirname(folder) },
    });
    await once(child, "spawn");
    return child;
  };
  let child = await start();
  const stop = async (): Promise<void> => {
    const exited = once(child, "exit");
    child.kill("SIGTERM");
    await exited;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    folder,
    restart: async () => {
      await stop();
      child = await start();
    },
    [Symbol.asyncDispose]: async () => {
      await stop();
      rmSync(folder, { recursive: true });
    },
  };
}
