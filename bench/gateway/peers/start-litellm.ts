import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { freePort } from "../../../lib/free-port.ts";
import { installPython } from "./install-python.ts";
import type { StartPeer } from "./peer.ts";
import { runningPeer } from "./running-peer.ts";
import { startProgram } from "./start-program.ts";

export const litellmVersion = "1.106.2";

/** LiteLLM's proxy with one worker, a key and one model; it has no database, so no limits of keys. */
export const startLitellm: StartPeer = async (options) => {
  const { upstreamPort, folder, signal } = options;
  const installed = await installPython({ name: "litellm", version: litellmVersion, extras: "[proxy]" }, options);
  const python = join(installed, "bin", "python");
  const port = await freePort();
  const key = "sk-bench-0123456789";
  const file = join(folder, "litellm.yaml");
  writeFileSync(
    file,
    stringify({
      model_list: [
        {
          model_name: "bench",
          litellm_params: { model: "openai/bench", api_base: `http://127.0.0.1:${upstreamPort}/v1`, api_key: "bench" },
        },
      ],
      general_settings: { master_key: key },
    }),
  );
  const program = startProgram({
    command: [python, "-m", "litellm.proxy.proxy_cli", "--config", file, "--host", "127.0.0.1", "--port", String(port)],
    environment: {
      LITELLM_MODE: "PRODUCTION",
      LITELLM_LOG: "ERROR",
      LITELLM_LOCAL_MODEL_COST_MAP: "True",
      LITELLM_TELEMETRY: "False",
    },
    folder,
    name: "litellm",
    signal,
  });
  const target = { port, path: "/v1/chat/completions", headers: { authorization: `Bearer ${key}` } };
  return runningPeer(program, target, 90_000);
};
