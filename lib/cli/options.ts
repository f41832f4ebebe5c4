import { InvalidArgumentError } from "commander";
import { isDuration, milliseconds } from "@hearth/kernel/units.ts";

/** A kind of value for an option or argument. Every refusal reads "Use " and what the kind is. */
export interface Kind<T> {
  /** "a whole number from 1 to 50" */
  readonly is: string;
  /** Undefined if the text is not of this kind. */
  readonly read: (text: string) => T | undefined;
}

/** For commander: reads an option's text. Throws InvalidArgumentError. */
export const parse =
  <T>({ is, read }: Kind<T>) =>
  (text: string): T => {
    const value = read(text);
    if (value !== undefined) return value;
    throw new InvalidArgumentError(`Use ${is}.`);
  };

/** Removes a restriction. Not null, which commander would turn into an empty text. */
export type OrNone<T> = T | "none";

export const orNone = <T>({ is, read }: Kind<T>): Kind<OrNone<T>> => ({
  is: `${is}, or none`,
  read: (text) => (text === "none" ? text : read(text)),
});

/** Removes a restriction, where `none` would say that nothing at all is allowed. */
export type OrAny<T> = T | "any";

export const orAny = <T>({ is, read }: Kind<T>): Kind<OrAny<T>> => ({
  is: `${is}, or any`,
  read: (text) => (text === "any" ? text : read(text)),
});

export const wholeNumber = (min: number, max?: number): Kind<number> => ({
  is: `a whole number ${max === undefined ? `of at least ${min}` : `from ${min} to ${max}`}`,
  read: (text) => {
    const value = Number(text);
    return /^-?\d{1,12}$/.test(text) && value >= min && value <= (max ?? Infinity) ? value : undefined;
  },
});

/** Of this computer, for a program of this user. */
export const localPort: Kind<number> = {
  is: "a port from 1024 to 65535; those below belong to the system's own services",
  read: wholeNumber(1_024, 65_535).read,
};

/** An amount of money, or another number that need not be whole. */
export const amount: Kind<number> = {
  is: "a number above 0",
  read: (text) => (/^\d{1,9}(?:\.\d+)?$/.test(text) && Number(text) > 0 ? Number(text) : undefined),
};

/** In milliseconds. */
export const duration: Kind<number> = {
  is: "a time such as 2h or 1d",
  read: (text) => (isDuration(text) ? milliseconds(text) : undefined),
};

/** A time from now such as `30d`, or a date. */
export const moment: Kind<Date> = {
  is: "a time such as 30d or a date such as 2027-01-31",
  read: (text) => {
    const date = isDuration(text) ? new Date(Date.now() + milliseconds(text)) : new Date(text);
    return /^\d{4}-|^\d.*[a-z]$/.test(text) && !Number.isNaN(date.getTime()) ? date : undefined;
  },
};

/** As `moment`, but only what is still ahead. */
export const futureMoment: Kind<Date> = {
  is: "a time ahead such as 30d or a date ahead such as 2027-01-31",
  read: (text) => {
    const date = moment.read(text);
    return date !== undefined && date.getTime() > Date.now() ? date : undefined;
  },
};

/** A time ago such as `10m`, or a date. */
export const pastMoment: Kind<Date> = {
  is: "a time ago such as 10m or a date such as 2027-01-31",
  read: (text) => (isDuration(text) ? new Date(Date.now() - milliseconds(text)) : moment.read(text)),
};

/** A regular expression. */
export const pattern: Kind<RegExp> = {
  is: "a regular expression",
  read: (text) => {
    try {
      return new RegExp(text, "i");
    } catch {
      return undefined;
    }
  },
};

export const shortText: Kind<string> = {
  is: "1 to 200 characters",
  read: (text) => (/^[^\p{Cc}]{1,200}$/u.test(text) ? text : undefined),
};

/** Names separated by commas; `none` is an empty list. */
export const names: Kind<readonly string[]> = {
  is: "names separated by commas, or none",
  read: (text) => {
    const found = text === "none" ? [] : text.split(",").map((name) => name.trim());
    return found.includes("") ? undefined : found;
  },
};

/** Names from a list, separated by commas; `none` is an empty list. */
export const namesOf = <Name extends string>(known: readonly Name[]): Kind<Name[]> => ({
  is: `names from ${known.join(", ")}, separated by commas, or none`,
  read: (text) => {
    if (text === "none") return [];
    const found = text.split(",").map((part) => known.find((name) => name === part.trim()));
    return found.every((name) => name !== undefined) ? found : undefined;
  },
});

interface TextSchema {
  safeParse(text: string): {
    readonly success: boolean;
    readonly data?: string;
    readonly error?: { readonly issues: readonly { readonly message: string }[] };
  };
}

/** For commander: a text checked by a schema of the inventory or of an API, which also says what is wrong. */
export const textOf =
  (schema: TextSchema) =>
  (text: string): string => {
    const { data, error } = schema.safeParse(text);
    if (data !== undefined) return data;
    throw new InvalidArgumentError(error?.issues[0]?.message ?? "");
  };
