import { z } from "zod";
import { HearthError, messageOf } from "@hearth/kernel/errors.ts";
import { openUrl, type OpenOptions } from "./fetch/open-url.ts";
import { table } from "./rows/table.ts";
import type { Tool } from "./names/tool.ts";

export interface AuditOptions extends Pick<OpenOptions, "signal" | "environment" | "answerLimitMs"> {
  /** Where OSV's API is. */
  readonly server?: string;
  readonly tools?: readonly Tool[];
}

/** A package as OSV names it. */
interface AuditedPackage {
  readonly tool: string;
  readonly ecosystem: "Go" | "PyPI";
  readonly name: string;
  readonly version: string;
}

export interface Advisory {
  readonly tool: string;
  readonly version: string;
  /** `GO-2026-1234` */
  readonly id: string;
  readonly url: string;
}

export interface Audit {
  readonly advisories: readonly Advisory[];
  /** Tools that OSV's database can say nothing about. */
  readonly unknown: readonly string[];
}

/** Far more than OSV answers to so few questions. */
const answerLimitBytes = 8 * 2 ** 20;

const answer = z.object({
  results: z.array(z.object({ vulns: z.array(z.object({ id: z.string() })).optional() })),
});

/**
 * Asks OSV's database for advisories about the pinned versions: Go modules, Go's standard library, and packages of PyPI. What they
 * are made of in turn is not asked. Throws AUDIT_UNAVAILABLE if it does not answer.
 */
export async function auditTools({
  tools = table,
  server = "https://api.osv.dev",
  ...options
}: AuditOptions = {}): Promise<Audit> {
  const packages = tools.flatMap(packagesOf);
  const body = JSON.stringify({
    queries: packages.map(({ ecosystem, name, version }) => ({ package: { ecosystem, name }, version })),
  });
  const { results } = await ask(`${server}/v1/querybatch`, { ...options, body });
  if (results.length !== packages.length) throw unavailable(server, "it left out answers");
  const advisories = packages.flatMap(({ tool, version }, index) =>
    (results[index]?.vulns ?? []).map(({ id }) => ({ tool, version, id, url: `https://osv.dev/vulnerability/${id}` })),
  );
  const known = new Set(packages.map(({ tool }) => tool));
  return { advisories, unknown: tools.map(({ name }) => name).filter((name) => !known.has(name)) };
}

/** The module of a Go program stands for it, whichever source it came from: vendors' files are built from the same version. */
function packagesOf({ name: tool, version: toolVersion, sources }: Tool): readonly AuditedPackage[] {
  if (tool === "go") return [{ tool, ecosystem: "Go", name: "stdlib", version: toolVersion }];
  const go = sources.find((source) => source.kind === "go");
  if (go !== undefined) return [{ tool, ecosystem: "Go", name: go.module, version: go.version.replace(/^v/, "") }];
  const wheel = sources.find((source) => source.kind === "wheel");
  if (wheel !== undefined) return [{ tool, ecosystem: "PyPI", name: wheel.package, version: wheel.version }];
  const python = sources.find((source) => source.kind === "python");
  if (python !== undefined) return [{ tool, ecosystem: "PyPI", name: python.package, version: toolVersion }];
  return sources.flatMap((source) =>
    source.kind === "converted"
      ? [source.wheel.package + "==" + source.wheel.version, ...source.packages].map((pin): AuditedPackage => {
          const [name = "", version = ""] = pin.split("==");
          return { tool, ecosystem: "PyPI", name, version };
        })
      : [],
  );
}

async function ask(url: string, options: OpenOptions & { readonly body: string }): Promise<z.infer<typeof answer>> {
  try {
    const headers = { "content-type": "application/json" };
    const response = await openUrl(url, { ...options, method: "POST", headers });
    if (response.statusCode !== 200) throw new Error(`it answered ${response.statusCode ?? 0}`);
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of response as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > answerLimitBytes) throw new Error("its answer is too long");
      pieces.push(piece);
    }
    return answer.parse(JSON.parse(Buffer.concat(pieces).toString("utf8")));
  } catch (thrown) {
    options.signal?.throwIfAborted();
    throw unavailable(
      new URL(url).host,
      thrown instanceof z.ZodError ? "its answer has another form" : messageOf(thrown),
    );
  }
}

const unavailable = (server: string, because: string): HearthError =>
  new HearthError({
    code: "AUDIT_UNAVAILABLE",
    message: `the database of advisories at ${server} did not answer: ${because}`,
    hint: "Run `hearth tools audit` on a machine that can reach it, or name a proxy in HTTPS_PROXY.",
  });
