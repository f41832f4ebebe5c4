import { suggestion } from "./nearest-name.ts";

const known = Intl.supportedValuesOf("timeZone");
const spelled = new Map(known.map((zone) => [zone.toLowerCase(), zone]));

/** The form alone, which is all that editors check. */
export const timeZonePattern = /^[A-Z][A-Za-z0-9_+-]*(\/[A-Z][A-Za-z0-9_+-]*)*$/;

/**
 * A name as under /usr/share/zoneinfo. The list holds one name of each zone; others, such as Asia/Kolkata, UTC and Etc/GMT+1, are
 * known to Intl all the same. Intl ignores the case of a name, and files do not.
 */
export function isTimeZone(name: string): boolean {
  if (!timeZonePattern.test(name)) return false;
  const written = spelled.get(name.toLowerCase());
  return written === undefined ? isKnownToIntl(name) : written === name;
}

function isKnownToIntl(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return true;
  } catch {
    return false;
  }
}

/** What to write instead. A city alone is the most common mistake. */
export function timeZoneHint(written: string): string {
  const ending = `/${written.toLowerCase()}`;
  const zone = known.find((name) => name.toLowerCase().endsWith(ending));
  if (zone !== undefined) return `did you mean \`${zone}\`?`;
  const nearest = suggestion(written, known);
  return nearest.startsWith("did you mean") ? nearest : "write one such as `Europe/Berlin`";
}
