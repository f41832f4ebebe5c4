import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { root } from "../paths.ts";
import type { ArtifactSource } from "./artifact-source.ts";
import type { DepotSource } from "./depot-source.ts";
import { digestOf, digestOfText } from "./digest.ts";
import { packFolder } from "./pack-folder.ts";

const renderer = join(root, "lib", "dashboards", "render-dashboard.ts");
const runbookFolder = join(root, "docs", "runbooks");

/** Grafana's SDK is loaded only to pack them: it is large, and few commands need it. */
export function dashboardArchive({ name, dashboards }: Extract<ArtifactSource, { kind: "dashboards" }>): DepotSource {
  const file = `${name}.tar.gz`;
  const runbooks = globSync("*.md", { cwd: runbookFolder })
    .sort()
    .map((page) => join(runbookFolder, page));
  return {
    name,
    file,
    // The lock file names the SDK's version.
    key: `${name}-${digestOfText([dashboards, digestOf([renderer, join(root, "package.json"), ...runbooks])])}.tar.gz`,
    make: async (path) => {
      const { renderDashboard, renderRunbook } = await import("../dashboards/render-dashboard.ts");
      const folder = mkdtempSync(join(tmpdir(), "hearth-dashboards-"));
      const write = (kind: string, uid: string, content: unknown): void =>
        writeFileSync(join(folder, kind, `${uid}.json`), `${JSON.stringify(content, undefined, 2)}\n`);
      try {
        for (const kind of ["hearth", "runbooks"]) mkdirSync(join(folder, kind));
        for (const dashboard of dashboards) write("hearth", dashboard.uid, renderDashboard(dashboard));
        for (const page of runbooks) {
          const text = readFileSync(page, "utf8");
          const alert = /^# (\w+)/.exec(text)?.[1] ?? basename(page, ".md");
          write("runbooks", alert, renderRunbook(alert, text));
        }
        await packFolder(folder, ["hearth", "runbooks"], path);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}
