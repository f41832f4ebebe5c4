import { InvalidArgumentError, type Command } from "commander";
import { defined } from "@hearth/kernel/defined.ts";
import type { KeyTerms } from "./change-key.ts";
import type { KeyMemoryTerms } from "@hearth/contracts/keys/key-memories.ts";
import type { KeyLimits } from "@hearth/contracts/keys/key-limits.ts";
import { keyApis, type KeyApi } from "@hearth/contracts/keys/key-record.ts";
import { parseMoment } from "./parse-moment.ts";

/** Takes a restriction away. Not null yet, which commander would make an empty text of. */
type OrNone<T> = T | "none";

/** What commander makes of the options. */
export interface TermOptions extends Readonly<Partial<Record<keyof KeyLimits, OrNone<number>>>> {
  readonly models?: OrNone<readonly string[]>;
  readonly apis?: OrNone<KeyApi[]>;
  readonly memories?: OrNone<string>;
  readonly memoriesAgent?: OrNone<string>;
  readonly memoriesLimit?: number;
  readonly memoriesTokens?: number;
  readonly priority?: number;
  readonly expires?: OrNone<Date>;
}

/** Adds the options by which a person decides what a key may do. */
export function addTermOptions(command: Command): Command {
  return command
    .option("--models <names>", "experts and models it may ask, * for any part: 'code-*,embed'; none: all", names)
    .option("--apis <names>", `APIs it may use: ${keyApis.join(",")}; none: all`, apis)
    .option("--requests-per-minute <count>", "rate of requests, or none", count)
    .option("--tokens-per-minute <count>", "rate of tokens, or none", count)
    .option("--tokens-per-day <count>", "budget of tokens for a UTC day, or none", count)
    .option("--tokens-per-month <count>", "budget of tokens for a UTC month, or none", count)
    .option("--cost-per-day <amount>", "budget in the currency of the gateway's prices, or none", amount)
    .option("--cost-per-month <amount>", "the same for a month, or none", amount)
    .option("--memories <user>", "put what is remembered of this person before its chats, or none", orNone(someone))
    .option("--memories-agent <name>", "only what this agent has noted, or none: all", orNone(someone))
    .option("--memories-limit <count>", "most notes for a chat, 1 to 50; 8 unless told", between(1, 50))
    .option("--memories-tokens <count>", "most tokens of notes, 32 to 8000; 400 unless told", between(32, 8_000))
    .option("--priority <number>", "-10 to 10; above 0 goes first where requests queue, below 0 last", priority)
    .option("--expires <when>", "after a time such as 30d, at a date such as 2027-01-31, or none", moment);
}

/** The options as terms; what was not said is not there. */
export function toTerms({ models, apis, priority, expires, ...others }: TermOptions): KeyTerms {
  const { memories: user, memoriesAgent, memoriesLimit, memoriesTokens, ...limits } = others;
  const memories: KeyMemoryTerms = {
    ...defined({ user }),
    ...(memoriesAgent === undefined ? {} : { agent: orNull(memoriesAgent) }),
    ...defined({ limit: memoriesLimit, tokens: memoriesTokens }),
  };
  return {
    ...(models === undefined ? {} : { models: orNull(models) }),
    ...(apis === undefined ? {} : { apis: orNull(apis) }),
    ...(user === "none" ? { memories: null } : Object.keys(memories).length === 0 ? {} : { memories }),
    ...defined({ priority }),
    ...(expires === undefined ? {} : { notAfter: orNull(expires) }),
    limits: Object.fromEntries(Object.entries(limits).map(([name, limit]) => [name, orNull(limit)])),
  };
}

const orNull = <T>(value: OrNone<T>): T | null => (value === "none" ? null : value);

const orNone =
  <T>(parse: (text: string) => T) =>
  (text: string): OrNone<T> =>
    text === "none" ? text : parse(text);

const names = orNone((text) => text.split(",").map((name) => name.trim()));

const apis = orNone((text) =>
  text.split(",").map((name): KeyApi => {
    const api = keyApis.find((known) => known === name.trim());
    if (api === undefined) throw new InvalidArgumentError(`'${name}' is no API; there are ${keyApis.join(", ")}.`);
    return api;
  }),
);

const count = orNone((text) => {
  if (/^[1-9]\d{0,11}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Use a whole number above 0, or none.");
});

const amount = orNone((text) => {
  if (/^\d{1,9}(?:\.\d+)?$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError("Use a number above 0, or none.");
});

function priority(text: string): number {
  if (/^-?\d{1,2}$/.test(text) && Math.abs(Number(text)) <= 10) return Number(text);
  throw new InvalidArgumentError("Use a whole number from -10 to 10.");
}

function someone(text: string): string {
  if (/^[^\p{Cc}]{1,200}$/u.test(text)) return text;
  throw new InvalidArgumentError("Use 1 to 200 characters.");
}

const between =
  (least: number, most: number) =>
  (text: string): number => {
    if (/^\d{1,5}$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text);
    throw new InvalidArgumentError(`Use a whole number from ${least} to ${most}.`);
  };

const moment = orNone(parseMoment);
