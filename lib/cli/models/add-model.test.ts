import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createLog } from "@hearth/kernel/log.ts";
import { serveFiles } from "../../../tests/support/serve-files.ts";
import { tinyGguf, tinyModel, type TinyGguf } from "../../../tests/support/tiny-gguf.ts";
import { checkConfiguration } from "../../config/check-configuration.ts";
import { loadModels } from "../../config/load-models.ts";
import { loadDefinitions } from "../../jobs/load-definitions.ts";
import { findStored } from "../../model-store/stored-file.ts";
import { addModel, type Added, type AddOptions } from "./add-model.ts";
import { fitOf } from "./model-state.ts";
import { removeOwnModel } from "./own-models.ts";

const { declared } = await loadDefinitions();
const model = tinyGguf(tinyModel);
const variant = (fields: TinyGguf["fields"]): Buffer =>
  tinyGguf({ ...tinyModel, fields: { ...tinyModel.fields, ...fields } });
const sha256Of = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
const part = (number: number): Buffer =>
  tinyGguf({
    fields: {
      ...(number === 0 ? tinyModel.fields : {}),
      "split.no": number,
      "split.count": 2,
      "split.tensors.count": 5,
    },
    tensors: number === 0 ? tinyModel.tensors.slice(0, 3) : tinyModel.tensors.slice(3),
  });

let server: Awaited<ReturnType<typeof serveFiles>>;
let folder = "";
let inventory = "";

beforeAll(async () => {
  server = await serveFiles({
    "/Tiny-Model.F32.gguf": { content: model },
    "/plain/tiny.gguf": { content: model, withoutRanges: true },
    "/page.gguf": { content: "<!doctype html>" },
    "/short.gguf": { content: model.subarray(0, model.length - 200) },
    "/lying.gguf": { content: variant({ "llama.block_count": 7 }) },
    "/research.gguf": { content: variant({ "general.license": "cc-by-nc-4.0" }) },
    "/embed.gguf": { content: variant({ "llama.pooling_type": 1, "llama.attention.causal": false }) },
    "/split-00001-of-00002.gguf": { content: part(0) },
    "/split-00002-of-00002.gguf": { content: part(1) },
    "/api/models/org/tiny-GGUF": {
      content: JSON.stringify({
        sha: "0123abcd",
        siblings: [
          { rfilename: "README.md" },
          { rfilename: "tiny-Q4_K_M.gguf", lfs: { sha256: "e".repeat(64) } },
          { rfilename: "tiny-F32.gguf", lfs: { sha256: sha256Of(model) } },
          { rfilename: "mmproj-tiny.gguf", lfs: { sha256: "f".repeat(64) } },
        ],
      }),
    },
    "/org/tiny-GGUF/resolve/0123abcd/tiny-F32.gguf": { content: model },
    "/api/models/org/page": { content: "<html>" },
  });
  process.env["HF_ENDPOINT"] = server.url;
});
afterAll(() => {
  delete process.env["HF_ENDPOINT"];
  return server.close();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-add-"));
  inventory = join(folder, "x.inventory.yaml");
  writeInventory("smollm2-135m-instruct");
});
afterEach(() => rmSync(folder, { recursive: true }));

const writeInventory = (name: string, use = "private"): void =>
  writeFileSync(
    inventory,
    `cluster: { name: x, nodesFrom: lab, use: ${use}, servers: [n1] }\nnodes: [{ name: n1 }]\nexperts: [{ name: e, model: ${name}, head: n1 }]\n`,
  );

const add = (address: string, options: AddOptions = {}): Promise<Added> =>
  addModel(address.startsWith("/") && !address.startsWith(folder) ? `${server.url}${address}` : address, options, {
    ...{ catalogue: loadModels(inventory), log: createLog(), signal: new AbortController().signal, cache: folder },
  });

test("a model from a file server is served without touching code: an inventory that names it is valid", async () => {
  const { name, row } = await add("/Tiny-Model.F32.gguf");
  expect(name).toBe("tiny-model.f32");
  expect(row).toEqual({
    kind: "chat",
    file: "Tiny-Model.F32.gguf",
    sha256: sha256Of(model),
    size: `${model.length} B`,
    licence: "apache-2.0",
    sources: [{ url: `${server.url}/Tiny-Model.F32.gguf` }],
  });
  // Only its download tells the checksum, so it is here already.
  expect(findStored(row, folder)).toBeDefined();
  writeInventory(name);
  const { findings, cluster } = checkConfiguration(inventory, { declared });
  expect(findings).toEqual([]);
  expect(cluster?.experts[0]).toMatchObject({
    context: 256,
    model: { name, maxContext: 256, sizeBytes: model.length, sources: row.sources },
  });
});

test("with a checksum only the header is fetched", async () => {
  const before = server.asked.length;
  const { row } = await add("/Tiny-Model.F32.gguf", { sha256: "a".repeat(64), name: "pinned" });
  expect(row.sha256).toBe("a".repeat(64));
  expect(findStored(row, folder)).toBeUndefined();
  expect(server.asked.slice(before)).toEqual([
    "/Tiny-Model.F32.gguf bytes=0-0",
    `/Tiny-Model.F32.gguf bytes=0-${model.length - 1}`,
  ]);
});

test("a server without ranges will do", async () => {
  expect((await add("/plain/tiny.gguf")).row.sha256).toBe(sha256Of(model));
});

test("a repository of the hub: the quantization at its revision, by the hub's checksum, with the projector", async () => {
  const { row, name } = await add("hub:org/tiny-GGUF:F32");
  expect([name, row]).toEqual([
    "tiny-f32",
    expect.objectContaining({
      file: "tiny-F32.gguf",
      sha256: sha256Of(model),
      sources: [{ hub: "org/tiny-GGUF", revision: "0123abcd" }],
      projector: {
        ...{ file: "mmproj-tiny.gguf", sha256: "f".repeat(64) },
        sources: [{ hub: "org/tiny-GGUF", revision: "0123abcd" }],
      },
    }),
  ]);
});

test("a model in two files", async () => {
  const { name, row } = await add("/split-00001-of-00002.gguf");
  expect([name, row.file, row.moreFiles]).toEqual([
    "split",
    "split-00001-of-00002.gguf",
    [{ file: "split-00002-of-00002.gguf", sha256: sha256Of(part(1)) }],
  ]);
  writeInventory(name);
  expect(checkConfiguration(inventory, { declared }).cluster?.experts[0]?.model.sizeBytes).toBe(
    part(0).length + part(1).length,
  );
});

test("a file of this machine, and an embedding model by its header", async () => {
  const path = join(folder, "embed.gguf");
  writeFileSync(path, variant({ "llama.pooling_type": 1, "general.languages": ["en", "de", "tlh"] }));
  const { row } = await add(path, { abilities: ["fallback"] });
  expect(row).toMatchObject({
    kind: "embedding",
    languages: ["en", "de"],
    abilities: ["fallback"],
    sources: [{ path }],
  });
});

test.each<[string, string, AddOptions, string, string]>([
  ["a web page", "/page.gguf", {}, "MODEL_INVALID", "it is not a GGUF file but a web page (HTML)"],
  ["a file that is cut off", "/short.gguf", {}, "MODEL_INVALID", "bytes are missing"],
  ["layers that are not there", "/lying.gguf", {}, "MODEL_INVALID", "block_count is 7, and there are weights of only"],
  ["nothing", "/none.gguf", {}, "MODEL_UNAVAILABLE", "the server answered 404"],
  ["a hub that answers HTML", "hub:org/page:F32", {}, "MODEL_UNAVAILABLE", "does not answer as the hub does"],
  [
    "an unknown quantization",
    "hub:org/tiny-GGUF:Q8_0",
    {},
    "MODEL_UNAVAILABLE",
    "it has tiny-Q4_K_M.gguf, tiny-F32.gguf",
  ],
  ["half an address", "hub:org", {}, "MODEL_UNAVAILABLE", "does not name a repository and a quantization"],
  ["another checksum", "hub:org/tiny-GGUF:F32", { sha256: "a".repeat(64) }, "CHECKSUM_MISMATCH", "you asked for aaaa"],
  [
    "a name that is taken",
    "/plain/tiny.gguf",
    { name: "qwen3-4b" },
    "MODEL_TAKEN",
    "there is already a model qwen3-4b",
  ],
])("%s is refused, and nothing is written", async (...given) => {
  const [, address, options, code, message] = given;
  const failure = add(address, options);
  await expect(failure).rejects.toMatchObject({ code });
  await expect(failure).rejects.toThrow(message);
  expect(() => readFileSync(join(folder, "models.local.yaml"))).toThrow("ENOENT");
});

test("a licence for other than commercial use is noted, and refused where the inventory says commercial", async () => {
  const { row } = await add("/research.gguf");
  expect([row.licence, row.forbids]).toEqual(["cc-by-nc-4.0", ["commercial"]]);
  writeInventory("smollm2-135m-instruct", "commercial");
  await expect(add("/research.gguf", { name: "again" })).rejects.toMatchObject({ code: "LICENCE_FORBIDS" });
});

test("entries and comments of a person stay as they are; the last that is removed leaves a valid file", async () => {
  const file = join(folder, "models.local.yaml");
  await add("/plain/tiny.gguf");
  writeFileSync(file, `${readFileSync(file, "utf8")}  note: mine # as it was\n`);
  await add("/embed.gguf", { languages: ["en"] });
  const text = readFileSync(file, "utf8");
  expect(text).toContain("  note: mine # as it was\n");
  expect(text).toContain("\nembed:\n  kind: embedding\n");
  removeOwnModel(file, "tiny");
  removeOwnModel(file, "embed");
  expect(loadModels(inventory).entries.filter(({ isOwn }) => isOwn)).toEqual([]);
  await add("/plain/tiny.gguf");
  expect(readFileSync(file, "utf8")).toContain("\ntiny:\n  kind: chat\n");
});

test.each([
  [5, { isFitting: true, machines: 1 }],
  [9, { isFitting: true, machines: 2 }],
  [13, { isFitting: false, missingBytes: 1 }],
])("%i on machines of 4, 6 and 2", (needed, fit) => {
  expect(fitOf(needed, [4, 6, 2])).toEqual(fit);
});
