import { expect, test } from "vitest";
import { presentedKey } from "./presented-key.ts";

test.each([
  [{ authorization: "Bearer hearth_one" }, "hearth_one"],
  [{ authorization: "bearer  hearth_two " }, "hearth_two"],
  [{ "x-api-key": "hearth_one" }, "hearth_one"],
  [{ authorization: "Bearer hearth_one", "x-api-key": "hearth_two" }, "hearth_one"],
  [{ authorization: "Basic hearth_one", "x-api-key": "hearth_two" }, undefined],
  [{ authorization: "Bearer" }, undefined],
  [{ authorization: "hearth_one" }, undefined],
  [{ authorization: "Bearer hearth_one hearth_two" }, undefined],
  [{ "x-api-key": "" }, undefined],
  [{}, undefined],
])("%j", (headers, key) => {
  expect(presentedKey(headers)).toBe(key);
});
