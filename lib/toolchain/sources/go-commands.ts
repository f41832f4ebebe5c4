import { join } from "node:path";
import type { Command } from "../fetch/run-program.ts";
import type { GoSource, Platform } from "../names/tool.ts";

export interface GoPlace {
  /** Path of the `go` program. */
  readonly go: string;
  /** Folder of Go's own caches. */
  readonly caches: string;
  readonly platform: Platform;
}

const architectures = { "linux-x64": "amd64", "linux-arm64": "arm64" } as const satisfies Record<Platform, string>;

/** Overrides every Go setting that a person may have made, so that a build is the same everywhere. */
export function goEnvironment(source: GoSource, place: GoPlace): Readonly<Record<string, string>> {
  return {
    GOFLAGS: "-buildvcs=false -mod=mod -modcacherw",
    GOMODCACHE: join(place.caches, "mod"),
    GOCACHE: join(place.caches, "build"),
    GOTOOLCHAIN: "local",
    GOWORK: "off",
    GOOS: "linux",
    GOARCH: architectures[place.platform],
    CGO_ENABLED: source.cgo === true ? "1" : "0",
    ...(source.notInChecksumDatabase === undefined ? {} : { GONOSUMDB: source.module }),
  };
}

/** Fetches the module; prints JSON with its `Dir` and `Sum`. */
export function goDownloadCommand(source: GoSource, place: GoPlace): Command {
  return {
    program: place.go,
    arguments: ["mod", "download", "-json", `${source.module}@${source.version}`],
    environment: goEnvironment(source, place),
  };
}

/** The commands to run in the module's own tree, in order: edit its requirements, then build each program into `bin`. */
export function goBuildCommands(source: GoSource, place: GoPlace, bin: string): readonly Command[] {
  const { edits = [], upgrades = [], tags } = source;
  const environment = goEnvironment(source, place);
  const command = (...given: string[]): Command => ({ program: place.go, arguments: given, environment });
  return [
    ...(edits.length === 0 ? [] : [command("mod", "edit", ...edits)]),
    ...upgrades.map((upgrade) => command("get", upgrade)),
    ...source.programs.map((program) =>
      command(
        ...["build", "-trimpath", "-ldflags", ["-s -w", program.linkerFlags ?? ""].join(" ").trim()],
        ...(tags === undefined ? [] : ["-tags", tags]),
        ...["-o", join(bin, program.name), program.package],
      ),
    ),
  ];
}
