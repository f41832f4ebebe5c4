import { join } from "node:path";
import type { Command } from "../fetch/run-program.ts";
import type { GoSource, Platform } from "../names/tool.ts";

export interface GoPlace {
  /** Path of the `go` program. */
  readonly go: string;
  /** Folder of Go's own caches. */
  readonly caches: string;
  readonly platform: Platform;
  /** Where modules are fetched from, as GOPROXY; see `goProxyCommand`. */
  readonly proxy: string;
}

const architectures = { "linux-x64": "amd64", "linux-arm64": "arm64" } as const satisfies Record<Platform, string>;

/** Prints where this machine fetches Go modules: the one setting of a person's that we keep, since what it delivers is checked. */
export function goProxyCommand(go: string): Command {
  return { program: go, arguments: ["env", "GOPROXY"], environment: { GOTOOLCHAIN: "local" } };
}

/** Settings that could turn off checks, run other programs or change what is built. Empty is Go's default. */
const leftAtDefault = [
  ...["GOPRIVATE", "GONOPROXY", "GOINSECURE", "GOVCS", "GOAUTH", "GOCACHEPROG", "GOEXPERIMENT", "GODEBUG", "GOFIPS140"],
  ...["GOAMD64", "GOARM64", "CGO_CFLAGS", "CGO_CPPFLAGS", "CGO_CXXFLAGS", "CGO_LDFLAGS", "CGO_CFLAGS_ALLOW"],
  ...["CGO_LDFLAGS_ALLOW"],
];

/**
 * Overrides the Go settings that a person may have made, in the environment or with `go env -w`, so that a build is the same
 * everywhere and nothing of it goes unchecked. Only where modules come from is the machine's choice.
 */
export function goEnvironment(source: GoSource, place: GoPlace): Readonly<Record<string, string>> {
  return {
    ...Object.fromEntries(leftAtDefault.map((name) => [name, ""])),
    GOENV: "off",
    GOFLAGS: "-buildvcs=false -mod=mod -modcacherw",
    GOPROXY: place.proxy,
    GOSUMDB: "sum.golang.org",
    GONOSUMDB: source.notInChecksumDatabase === undefined ? "" : source.module,
    GOMODCACHE: join(place.caches, "mod"),
    GOCACHE: join(place.caches, "build"),
    GOTOOLCHAIN: "local",
    GOWORK: "off",
    GOOS: "linux",
    GOARCH: architectures[place.platform],
    CGO_ENABLED: source.cgo === true ? "1" : "0",
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
