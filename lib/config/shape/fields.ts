import { isIP } from "node:net";
import { z } from "zod";
import { keyIdPattern } from "@hearth/contracts/keys/key-record.ts";
import {
  bytes,
  durationPattern,
  isDuration,
  isSize,
  milliseconds,
  sizePattern,
  type Duration,
  type Size,
} from "@hearth/kernel/units.ts";
import { quoted } from "../read/quoted.ts";
import { isTimeZone, timeZoneHint, timeZonePattern } from "./time-zones.ts";
import { hostKeyProblem, userKeyProblem, type KeyProblem } from "./ssh-public-key.ts";

/**
 * The scalar types of configuration files, for the inventory and for role options. Each names the rule that invalid text breaks;
 * the finding says what is wrong and what to do.
 */
export const fieldRules = [
  "malformed-name",
  "malformed-user-name",
  "malformed-model-name",
  "malformed-address",
  "malformed-data-path",
  "malformed-size",
  "malformed-duration",
  "malformed-frequency",
  "malformed-time-zone",
  "malformed-checksum",
  "malformed-file-name",
  "malformed-host-key",
  "malformed-user-key",
  "private-key-pasted",
  "public-key-as-identity",
  "malformed-secret-name",
  "malformed-key-name",
  "malformed-classifier-file",
  "malformed-language",
  "port-out-of-range",
] as const;

type FieldRule = (typeof fieldRules)[number];

interface Problem {
  readonly rule: FieldRule;
  readonly what: string;
  readonly hint: string;
}

/** What a custom zod issue carries in addition to its message. */
export interface RuleParams {
  readonly rule: string;
  readonly hint: string;
}

/** A string schema whose check returns the problem, or undefined if the text is valid. */
function text<T extends string = string>(
  problemOf: (value: string) => Problem | undefined,
  otherType?: string,
): z.ZodType<T, T> {
  const schema = z.string(otherType === undefined ? undefined : { error: otherType }).superRefine((value, context) => {
    const problem = problemOf(value);
    if (problem !== undefined) {
      const params: RuleParams = { rule: problem.rule, hint: problem.hint };
      context.addIssue({ code: "custom", message: problem.what, params: { ...params } });
    }
  });
  // `problemOf` has just checked the narrower type; zod's refinements do not narrow.
  return schema as unknown as z.ZodType<T, T>;
}

const measured: ReadonlySet<FieldRule> = new Set(["malformed-size", "malformed-duration"]);

/** A regular expression is also what editors check by; see ../reference/. */
function pattern<T extends string = string>(
  fine: RegExp | ((value: string) => boolean),
  rule: FieldRule,
  [kind, hint]: readonly [string, string],
): z.ZodType<T, T> {
  const isFine = fine instanceof RegExp ? (value: string) => fine.test(value) : fine;
  // A number without its unit is not text, and quotes would not mend it.
  const otherType = measured.has(rule) ? `is not ${kind}; ${hint}` : undefined;
  const schema = text<T>(
    (value) => (isFine(value) ? undefined : { rule, what: `${quoted(value)} is not ${kind}`, hint }),
    otherType,
  );
  const typeName = kind.replace(/^(an?|the) /, "");
  return schema.meta({ typeName, ...(fine instanceof RegExp && { pattern: fine.source }) });
}

/** A DNS label: name of a cluster, node, group or expert. */
export const dnsLabel = pattern(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, "malformed-name", [
  "a name",
  "use small letters, digits and hyphens, a letter first, at most 63",
]);

/** A domain without a dot at either end: `hearth`, `home.arpa`. */
export const domainName = pattern(
  (value) => value.length <= 190 && value.split(".").every((label) => /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label)),
  "malformed-name",
  ["a domain", "use small letters, digits, hyphens and dots, such as `hearth`"],
);

export const modelName = pattern(/^[a-z0-9][a-z0-9._-]{0,99}$/, "malformed-model-name", [
  "a model's name",
  "use small letters, digits, dots, hyphens and underscores",
]);

export const userName = pattern(/^[a-z_][a-z0-9_-]{0,31}$/, "malformed-user-name", [
  "a user name",
  "use small letters, digits, hyphens and underscores, at most 32",
]);

/** A tailnet's name: a domain, a mail address, or Tailscale's own. */
export const tailnetName = pattern(/^[\w.@-]+$/, "malformed-name", [
  "a tailnet's name",
  "write it as Tailscale's admin page shows it",
]);

/** Host name, IPv4 or IPv6 address; no user, no port. */
/** A folder of a machine that is not one of the system's own, and that needs no quotes in systemd or a shell. */
export const dataPath = pattern(
  (value) =>
    /^(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)+$/.test(value) &&
    !/^\/(?:bin|boot|dev|etc|lib|lib64|proc|root|run|sbin|sys|tmp|usr|var)(?:\/|$)/.test(value) &&
    !/^\/srv(?:\/hearth(?:\/|$)|$)/.test(value),
  "malformed-data-path",
  [
    "a folder for data",
    "write where the disk is mounted, such as /mnt/data; not a folder of the system, nor /srv/hearth itself",
  ],
);

export const address = pattern(
  (value) =>
    isIP(value) !== 0 ||
    (!/^[\d.]+$/.test(value) && value.length <= 253 && /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(value)),
  "malformed-address",
  ["an address", "write a host name or an IP address; user and port go under `ssh`"],
);

export const size = pattern<Size>(sizePattern, "malformed-size", [
  "a size",
  "write a number and a unit, such as `6 GiB` or `500 MB`",
]);

export const duration = pattern<Duration>(durationPattern, "malformed-duration", [
  "a duration",
  "write a number and a unit, such as `90s`, `10m` or `1h`",
]);

interface Measure<T extends string> {
  readonly isFine: (text: string) => text is T;
  readonly amount: (written: T) => number;
}

/** Text of a schema that stands for no less than `least` and no more than `most`. */
function within<T extends string>(
  schema: z.ZodType<T, T>,
  [least, most]: readonly [T, T],
  { isFine, amount }: Measure<T>,
): z.ZodType<T, T> {
  return schema.superRefine((written, context) => {
    if (!isFine(written)) return;
    const tooLittle = amount(written) < amount(least);
    if (!tooLittle && amount(written) <= amount(most)) return;
    const params: RuleParams = {
      rule: "out-of-range",
      hint: tooLittle ? `use at least ${least}` : `use at most ${most}`,
    };
    const message = `${quoted(written)} is too ${tooLittle ? "little" : "much"}`;
    context.addIssue({ code: "custom", message, params: { ...params } });
  });
}

export const sizeWithin = (least: Size, most: Size): z.ZodType<Size, Size> =>
  within(size, [least, most], { isFine: isSize, amount: bytes });

export const durationWithin = (least: Duration, most: Duration): z.ZodType<Duration, Duration> =>
  within(duration, [least, most], { isFine: isDuration, amount: milliseconds });

export type Frequency = `${number} ${"MHz" | "GHz"}` | `${number}${"MHz" | "GHz"}`;

export const frequency = pattern<Frequency>(/^\d+(\.\d+)? ?(MHz|GHz)$/, "malformed-frequency", [
  "an amount of CPU",
  "write a number and a unit, such as `2000 MHz` or `2 GHz`",
]);

/** "2 GHz" → 2000. */
export const megahertz = (written: Frequency): number =>
  Math.round(Number.parseFloat(written) * (written.endsWith("GHz") ? 1_000 : 1));

/** A name as under /usr/share/zoneinfo. */
export const timeZone = text((value) =>
  isTimeZone(value)
    ? undefined
    : { rule: "malformed-time-zone", what: `${quoted(value)} is not a time zone`, hint: timeZoneHint(value) },
).meta({ typeName: "time zone", pattern: timeZonePattern.source });

export const sha256 = pattern(/^[0-9a-f]{64}$/, "malformed-checksum", [
  "a SHA-256 checksum",
  "write the 64 small hexadecimal digits that `sha256sum FILE` prints",
]);

/** As ISO 639-1 has it. */
export const languageCode = pattern(/^[a-z]{2}$/, "malformed-language", [
  "a language",
  "write its two letters, such as `en` or `de`",
]);

/** Models of whisper.cpp end in `.bin`. */
export const modelFileName = pattern(/^[A-Za-z0-9][\w.-]*\.(?:gguf|bin)$/, "malformed-file-name", [
  "the name of a GGUF file",
  "write the bare name, such as `model.Q4_K_M.gguf`",
]);

const keyText = (
  problemOf: (value: string) => KeyProblem | undefined,
  malformed: FieldRule,
): z.ZodType<string, string> =>
  text((value) => {
    const problem = problemOf(value);
    if (problem === undefined) return undefined;
    return {
      rule: problem.kind === "private" ? "private-key-pasted" : malformed,
      what: problem.what,
      hint: problem.hint,
    };
  });

export const hostKey = keyText(hostKeyProblem, "malformed-host-key").meta({ typeName: "public SSH key" });
export const userKey = keyText(userKeyProblem, "malformed-user-key").meta({ typeName: "public SSH key" });

/** Path of a private key on the person's machine. */
export const identityFile = text((value) =>
  value.endsWith(".pub")
    ? {
        rule: "public-key-as-identity",
        what: "is the path of a public key",
        hint: "name the private key: the same path without `.pub`",
      }
    : undefined,
);

export const keyName = pattern(keyIdPattern, "malformed-key-name", [
  "a key's name",
  "use letters, digits, dots, hyphens and underscores, at most 64",
]);

/** What a person calls a secret of their own. The text is not repeated: it may be the secret itself. */
export const secretName = text((value) =>
  /^[a-z][a-z0-9-]{0,31}$/.test(value)
    ? undefined
    : {
        rule: "malformed-secret-name",
        what: "is not the name of a secret",
        hint: "write a name in small letters, digits and hyphens, and give its value with `hearth secrets create NAME`",
      },
);

/** A classifier of the gateway's router: a path, from the inventory's folder where it is not absolute. */
export const classifierFile = pattern(/^[^\0]{1,4096}\.json$/, "malformed-classifier-file", [
  "a classifier's file",
  "name the JSON file that `hearth router train --out` wrote",
]);

export const port = z
  .int()
  .superRefine((value, context) => {
    if (value >= 1 && value <= 65_535) return;
    const params: RuleParams = { rule: "port-out-of-range", hint: "use a whole number from 1 to 65535" };
    context.addIssue({ code: "custom", message: `${value} is not a port`, params: { ...params } });
  })
  .meta({ typeName: "port", minimum: 1, maximum: 65_535 });
