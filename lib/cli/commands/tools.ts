import { dirname } from "node:path";
import { defined } from "@hearth/kernel/defined.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { suggestion } from "../../config/shape/nearest-name.ts";
import { cacheFolder } from "../../paths.ts";
import { auditTools, type Audit } from "../../toolchain/audit-tools.ts";
import { bundleTools } from "../../toolchain/bundle/bundle-tools.ts";
import { packNpmCache } from "../../toolchain/bundle/pack-npm-cache.ts";
import { unbundleTools } from "../../toolchain/bundle/unbundle-tools.ts";
import { installTools } from "../../toolchain/install/install-tools.ts";
import { listTools } from "../../toolchain/list-tools.ts";
import { pinTools } from "../../toolchain/pin-tools.ts";
import { hostPlatform } from "../../toolchain/names/platform.ts";
import { platforms, type Platform } from "../../toolchain/names/tool.ts";
import { formatPrune } from "../../toolchain/prune/format-prune.ts";
import { pruneCache } from "../../toolchain/prune/prune-cache.ts";
import { table as tools, type ToolName } from "../../toolchain/rows/table.ts";
import { makeContext, print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";
import { namesOf, parse, wholeNumber, type Kind } from "../options.ts";
import { table } from "@hearth/kernel/table.ts";

export const register: RegisterCommand = (program, signal) => {
  const command = program
    .command("tools")
    .description("manage the pinned programs and models, in a cache that all checkouts share");

  command
    .command("list")
    .description("show every program with its version, architecture, state, size and source")
    .option("--platform <platform>", "of another architecture than this machine's", parse(onePlatform))
    .addHelpText("after", "\nExamples:\n  hearth tools list\n  hearth tools list --platform linux-arm64")
    .action(async ({ platform }: { platform?: Platform }) => {
      const context = makeContext(program.opts(), signal);
      const rows = await listTools(defined({ platform }));
      const cells = rows.map((row) => [
        ...[row.name, row.version, row.platform, row.state === "missing" ? "not installed" : row.state],
        ...[row.sizeBytes === 0 ? "" : mebibytes(row.sizeBytes), row.from.join(", ")],
      ]);
      const headings = ["tool", "version", "platform", "state", "size", "from"];
      print(context, { json: { tools: rows }, text: table(headings, cells, context) });
    });

  command
    .command("install")
    .argument("[names...]", "names from the list; all by default")
    .description("install what is missing or damaged")
    .option("--platform <platform>", "for nodes of another architecture than this machine's", parse(onePlatform))
    .addHelpText(
      "after",
      "\nExamples:\n  hearth tools install\n  hearth tools install nomad consul\n  hearth tools install --platform linux-arm64 nomad",
    )
    .action(async (names: readonly string[], { platform }: { platform?: Platform }) => {
      const context = makeContext(program.opts(), signal);
      const wanted = names.length === 0 ? "all" : names.map(toolName);
      await installTools(wanted, { log: context.log, signal, ...defined({ platform }) });
    });

  command
    .command("bundle")
    .argument("<file>", "the file to write; an older one is replaced")
    .description("write the whole toolchain and the npm packages into one file, for a machine without internet")
    .option(
      "--platform <platforms>",
      "whose programs go into it, separated by commas; this machine's by default",
      parse(namesOf(platforms)),
    )
    .option("--no-packages", "leave out the npm packages, which need access to npm's registry")
    .addHelpText(
      "after",
      "\nOn the other machine, with a checkout of the same version:\n  ./hearth tools unbundle hearth.tar\n\nExample:\n  hearth tools bundle hearth.tar",
    )
    .action(async (file: string, options: { platform?: Platform[]; packages: boolean }) => {
      const context = makeContext(program.opts(), signal);
      const { log } = context;
      const wanted = options.platform ?? [hostPlatform()];
      for (const platform of wanted) await installTools("all", { log, signal, platform });
      const packPackages = (path: string): Promise<void> => packNpmCache(path, { platforms: wanted, signal });
      const report = await bundleTools(file, {
        ...{ cache: cacheFolder, platforms: wanted, log, signal },
        tools: tools.filter(({ kind }) => kind === "program" || kind === "model"),
        ...(options.packages ? { packPackages } : {}),
      });
      const size = `${report.tools.length} programs and models, ${mebibytes(report.sizeBytes)}`;
      print(context, { json: report, text: `${report.file}: ${size}\nsha256 ${report.sha256}` });
    });

  command
    .command("unbundle")
    .argument("<file>", "what `hearth tools bundle` wrote, also if it was compressed with gzip")
    .description("install the toolchain from a bundle, without internet")
    .option("--sha256 <checksum>", "what the file has to be, as `bundle` printed it", parse(checksum))
    .addHelpText(
      "after",
      "\nA second run continues one that was ended.\n\nExample:\n  hearth tools unbundle hearth.tar",
    )
    .action(async (file: string, { sha256 }: { sha256?: string }) => {
      const context = makeContext(program.opts(), signal);
      const report = await unbundleTools(file, {
        ...{ cache: cacheFolder, tools, log: context.log, signal },
        ...defined({ sha256 }),
      });
      const { installed, skipped } = report;
      print(context, { json: report, text: `${installed.length} installed, ${skipped.length} already there` });
    });

  command
    .command("audit")
    .description("ask OSV's database for published advisories about the pinned versions")
    .addHelpText("after", "\nEnds with exit status 2 if there are any.\n\nExample:\n  hearth tools audit")
    .action(async () => {
      const context = makeContext(program.opts(), signal);
      const audit = await auditTools({ signal });
      print(context, { json: audit, text: formatAudit(audit, context) });
      if (audit.advisories.length > 0) throw advisoriesFound(audit);
    });

  command
    .command("prune")
    .description("remove tools and packed files from the cache that nothing here needs any more")
    .option(
      "--keep <count>",
      "how many versions of each to keep besides those that are needed",
      parse(wholeNumber(0)),
      1,
    )
    .option("--dry-run", "show what would be removed, and remove nothing")
    .addHelpText(
      "after",
      "\nWhat any checkout has used within a day is kept.\n\nExample:\n  hearth tools prune --dry-run",
    )
    .action(async ({ keep, dryRun = false }: { keep: number; dryRun?: boolean }) => {
      const context = makeContext(program.opts(), signal);
      const stacksFolder = dirname(context.folder);
      const report = await pruneCache({ cache: cacheFolder, stacksFolder, keep, dryRun });
      print(context, { json: report, text: formatPrune(report) });
    });

  command
    .command("pin")
    .description("record checksums of vendor downloads (needs access to the vendors)")
    .addHelpText("after", "\nExample:\n  hearth tools pin")
    .action(async () => {
      const context = makeContext(program.opts(), signal);
      const pinned = await pinTools({ log: context.log, signal });
      print(context, { json: { pinned }, text: JSON.stringify(pinned, undefined, 2) });
    });
};

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

const onePlatform: Kind<Platform> = {
  is: `one of ${platforms.join(", ")}`,
  read: (text) => platforms.find((platform) => platform === text),
};

const checksum: Kind<string> = {
  is: "64 hexadecimal digits",
  read: (text) => (/^[0-9a-f]{64}$/i.test(text) ? text.toLowerCase() : undefined),
};

function formatAudit({ advisories, unknown }: Audit, context: { readonly width?: number }): string {
  const cells = advisories.map(({ tool, version, id, url }) => [tool, version, id, url]);
  const found =
    advisories.length === 0 ? "no advisories" : table(["tool", "version", "advisory", "address"], cells, context);
  return unknown.length === 0 ? found : `${found}\n\nnot in the database: ${unknown.join(", ")}`;
}

const advisoriesFound = ({ advisories }: Audit): HearthError =>
  new HearthError({
    code: "ADVISORIES_FOUND",
    message: `${advisories.length} advisories about ${[...new Set(advisories.map(({ tool }) => tool))].join(", ")}`,
    hint: "Read them at their addresses, and update Hearth if a newer version brings newer programs.",
  });

function toolName(name: string): ToolName {
  const tool = tools.find((row) => row.name === name);
  if (tool !== undefined) return tool.name;
  throw new HearthError({
    code: "TOOL_UNAVAILABLE",
    message: `there is no tool ${name}; ${suggestion(
      name,
      tools.map((row) => row.name),
    )}`,
    hint: "List the names with `hearth tools list`.",
  });
}
