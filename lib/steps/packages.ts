import { quote } from "./quote.ts";
import { safe, type Step } from "./step.ts";

/**
 * Debian packages, installed without recommendations. Undo removes only those that were not there before.
 * A half-configured dpkg (a run cut off in mid-install) is repaired first.
 */
export function packages(...names: readonly string[]): Step {
  const list = names.map(quote).join(" ");
  const installed = '[ "$(dpkg-query -W -f \'${db:Status-Status}\' "$name" 2>/dev/null)" = installed ]';
  return {
    id: `packages ${names.join(" ")}`,
    verify: `for name in ${list}; do ${installed}; done`,
    apply: [
      "export DEBIAN_FRONTEND=noninteractive",
      "dpkg --configure -a",
      `mkdir -p "$state/packages"`,
      `for name in ${list}; do ${installed} || echo "$name" >>"$state/packages/$role"; done`,
      `install() { apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=120 install ${list}; }`,
      "install || { apt-get -q -o DPkg::Lock::Timeout=120 update; install; }",
    ].join("\n"),
    undo: [
      '[ -e "$state/packages/$role" ] || return 0',
      "export DEBIAN_FRONTEND=noninteractive",
      'sort -u "$state/packages/$role" | xargs apt-get -q -y -o DPkg::Lock::Timeout=120 purge',
      'rm -f "$state/packages/$role"',
    ].join("\n"),
    effect: safe,
  };
}
