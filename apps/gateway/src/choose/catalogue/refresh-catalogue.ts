import { messageOf } from "@hearth/kernel/errors.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import { Agent, request } from "../../upstream/connection/undici.ts";
import type { Catalogue } from "./catalogue.ts";
import type { CatalogueConfig } from "@hearth/contracts/gateway/catalogue-config.ts";
import { catalogueSchema } from "@hearth/contracts/catalogue/catalogue-schema.ts";

/** The catalogue of models.dev has 5 MB. */
const maxBytes = 32 * 2 ** 20;
const limitMs = 60_000;

export interface RefreshPorts {
  readonly catalogue: Catalogue;
  readonly log: JsonLog;
  readonly onReplaced: () => void;
  readonly signal: AbortSignal;
}

/** Fetches the catalogue now and then every `everyMs`, if a URL is configured. A bad one is logged and the old one stays. */
export async function refreshCatalogue({ url, everyMs }: CatalogueConfig, ports: RefreshPorts): Promise<void> {
  const { signal } = ports;
  if (url === undefined || signal.aborted) return;
  const timer = setInterval(() => void refreshOnce(url, ports), everyMs).unref();
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  await refreshOnce(url, ports);
}

async function refreshOnce(url: string, { catalogue, log, onReplaced, signal }: RefreshPorts): Promise<void> {
  const dispatcher = new Agent({ connections: 1 });
  try {
    const { statusCode, body } = await request(url, {
      dispatcher,
      signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]),
    });
    if (statusCode !== 200) {
      await body.dump();
      throw new Error(`status ${statusCode}`);
    }
    const data = catalogueSchema.parse(JSON.parse(await readText(body)));
    await catalogue.replace(data);
    log.info("catalogue read", { providers: Object.keys(data).length });
    onReplaced();
  } catch (error) {
    // A schema error can be as long as the catalogue.
    if (!signal.aborted)
      log.warn("catalogue not read, the old one stays in use", { because: messageOf(error).slice(0, 300) });
  } finally {
    await dispatcher.destroy();
  }
}

async function readText(body: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (bytes > maxBytes) throw new Error("it is too large");
  }
  return Buffer.concat(chunks).toString();
}
