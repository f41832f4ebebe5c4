import { expect, test } from "vitest";
import { PriceList } from "./price-list.ts";
import { pricesSchema } from "@hearth/contracts/gateway/prices-config.ts";

const prices = pricesSchema.parse({
  perKilowattHour: 0.4,
  models: {
    smollm2: { promptPerMillion: 0.5, completionPerMillion: 2 },
    code: { completionPerMillion: 10 },
    minilm: { promptWattHoursPerMillion: 100 },
  },
});
const list = new PriceList(prices);
const usage = { promptTokens: 1_000, completionTokens: 200 };

test("an expert's price takes precedence over its model's; without a price it is free", () => {
  expect(list.costOf({ name: "chat", model: "smollm2" }, usage)).toEqual({ micros: 900, wattHours: 0 });
  expect(list.costOf({ name: "code", model: "smollm2" }, usage)).toEqual({ micros: 2_000, wattHours: 0 });
  expect(list.costOf({ name: "vision", model: "other" }, usage)).toEqual({ micros: 0, wattHours: 0 });
});

test("energy is counted, and its price is added", () => {
  const million = { promptTokens: 1_000_000, completionTokens: 0 };
  // 100 Wh are 0.1 kWh, at 0.40 each.
  expect(list.costOf({ name: "embed", model: "minilm" }, million)).toEqual({ micros: 40_000, wattHours: 100 });
});

test("fractions of a millionth are rounded up", () => {
  expect(list.costOf({ name: "chat", model: "smollm2" }, { promptTokens: 1, completionTokens: 0 }).micros).toBe(1);
});
