import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { replaceFile } from "@hearth/kernel/replace-file.ts";
import { freePort } from "../../../lib/free-port.ts";
import { cacheFolder } from "../../../lib/paths.ts";
import { runTimed } from "../../measure/run-timed.ts";
import { firstAnswer } from "./first-answer.ts";
import type { PeerOptions, StartPeer } from "./peer.ts";
import { startProgram } from "./start-program.ts";

export const litellmVersion = "1.106.2";

/** In a virtual environment below the cache, marked whole at its end: such a folder cannot be moved. */
async function install({ installSignal: signal, progress }: PeerOptions): Promise<string> {
  const folder = join(cacheFolder, "bench", "gateway", `litellm-${litellmVersion}`);
  const [python, mark] = [join(folder, "bin", "python"), join(folder, "installed")];
  if (existsSync(mark)) return python;
  progress("LiteLLM: installing from PyPI, which takes minutes");
  rmSync(folder, { recursive: true, force: true });
  await runTimed(["python3", "-m", "venv", folder], { signal });
  await runTimed([python, "-m", "pip", "install", "--quiet", `litellm[proxy]==${litellmVersion}`], { signal });
  replaceFile(mark, "");
  return python;
}

/** LiteLLM's proxy with one worker, a key and one model; it has no database, so no limits of keys. */
export const startLitellm: StartPeer = async (options) => {
  const { upstreamPort, folder, signal } = options;
  const python = await install(options);
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
  const coldStartMs = await firstAnswer(program, target, 90_000);
  return { target, coldStartMs, memoryMb: () => program.memoryMb(), stop: () => program.stop() };
};
