import { expect, test } from "vitest";
import { z } from "zod";
import {
  amount,
  duration,
  futureMoment,
  localPort,
  moment,
  names,
  namesOf,
  orAny,
  orNone,
  parse,
  pastMoment,
  pattern,
  shortText,
  textOf,
  wholeNumber,
  type Kind,
} from "./options.ts";

const rows: readonly (readonly [kind: Kind<unknown>, text: string, value: unknown])[] = [
  [wholeNumber(1), "12", 12],
  [localPort, "9000", 9_000],
  [wholeNumber(-10, 10), "-3", -3],
  [amount, "2.5", 2.5],
  [duration, "2h", 7_200_000],
  [moment, "2027-01-31", new Date("2027-01-31")],
  [shortText, "Ann", "Ann"],
  [names, "code-*, embed", ["code-*", "embed"]],
  [names, "none", []],
  [orAny(names), "any", "any"],
  [pattern, "warn|err", /warn|err/i],
  [namesOf(["chat", "embeddings"]), "embeddings, chat", ["embeddings", "chat"]],
  [orNone(amount), "none", "none"],
  [orNone(amount), "1", 1],
];

test.each(rows)("%o takes %j", (kind, text, value) => {
  expect(parse(kind)(text)).toEqual(value);
});

const refused: readonly (readonly [kind: Kind<unknown>, text: string, says: string])[] = [
  [wholeNumber(1), "0", "Use a whole number of at least 1."],
  [wholeNumber(1), "1.5", "Use a whole number of at least 1."],
  [localPort, "22", "Use a port from 1024 to 65535; those below belong to the system's own services."],
  [wholeNumber(1, 50), "51", "Use a whole number from 1 to 50."],
  [wholeNumber(1, 50), "", "Use a whole number from 1 to 50."],
  [amount, "0", "Use a number above 0."],
  [duration, "soon", "Use a time such as 2h or 1d."],
  [orNone(moment), "2027-13-01", "Use a time such as 30d or a date such as 2027-01-31, or none."],
  [moment, "30", "Use a time such as 30d or a date such as 2027-01-31."],
  [futureMoment, "2020-01-01", "Use a time ahead such as 30d or a date ahead such as 2027-01-31."],
  [pastMoment, "soon", "Use a time ago such as 10m or a date such as 2027-01-31."],
  [pattern, "(", "Use a regular expression."],
  [shortText, "a\nb", "Use 1 to 200 characters."],
  [namesOf(["chat", "embeddings"]), "chat,telepathy", "Use names from chat, embeddings, separated by commas, or none."],
];

test.each(refused)("%o refuses %j and says what to use", (kind, text, says) => {
  expect(() => parse(kind)(text)).toThrow(
    expect.objectContaining({ code: "commander.invalidArgument", message: says }),
  );
});

test("what a schema refuses, it explains itself", () => {
  const name = textOf(z.string().regex(/^[a-z]+$/, "use small letters"));
  expect(name("kids")).toBe("kids");
  expect(() => name("Kids")).toThrow("use small letters");
});
