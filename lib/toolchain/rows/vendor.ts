import { platforms, type Platform, type VendorDownload, type VendorSource } from "../names/tool.ts";

/** The vendors' names for our platforms. */
const architectures = { "linux-x64": "amd64", "linux-arm64": "arm64" } as const satisfies Record<Platform, string>;

export interface VendorNames {
  readonly platform: Platform;
  /** `amd64` or `arm64`, as Go spells it. */
  readonly architecture: (typeof architectures)[Platform];
}

/** A vendor source whose downloads differ between platforms only in their names. */
export function vendor(download: (names: VendorNames) => VendorDownload): VendorSource {
  const downloads = platforms.map((platform) => [
    platform,
    download({ platform, architecture: architectures[platform] }),
  ]);
  return { kind: "vendor", downloads: Object.fromEntries(downloads) as VendorSource["downloads"] };
}
