import type { Dispatcher } from "undici";
import { expect, test } from "vitest";
import { Catalogue } from "../catalogue/catalogue.ts";
import { createJsonLog } from "@hearth/service/json-log.ts";
import { outsideDispatcher } from "./outside-dispatcher.ts";
import { outsideModels } from "./outside-models.ts";
import { providersSchema } from "@hearth/contracts/gateway/providers-config.ts";
import type { Permits } from "./permits.ts";

const config = providersSchema.parse({
  from: {
    cloud: { url: "https://cloud.invalid/v1", models: { big: {} } },
    other: { url: "https://other.invalid/v1", models: { small: {} } },
  },
});

async function dispatched(origin: string, permitted?: string) {
  const models = await outsideModels(config, new Catalogue(() => Promise.resolve({})));
  const body = Buffer.from('{"messages":[]}');
  const permits: Permits = new WeakMap();
  if (permitted !== undefined)
    permits.set(body, new Map([[permitted, { caller: "laptop", route: "name", rule: "a" }]]));
  const sent: unknown[] = [];
  const inner: Pick<Dispatcher, "dispatch"> = {
    dispatch({ origin, path }) {
      sent.push([String(origin), path]);
      return true;
    },
  };
  const errors: string[] = [];
  const dispatcher = outsideDispatcher({ inner, models, permits, log: createJsonLog(() => undefined) });
  dispatcher.dispatch(
    { origin, path: "/v1/chat/completions", method: "POST", headers: {}, body },
    { onResponseError: (_controller, error) => errors.push(error.message) },
  );
  return { sent, errors };
}

test.each([
  ["without a permit", undefined],
  ["with a permit for another provider", "other"],
])("nothing leaves %s", async (_how, permitted) => {
  expect(await dispatched("outside://big", permitted)).toEqual({ sent: [], errors: ["connect_failed"] });
});

test("a request with a permit goes to its provider", async () => {
  expect(await dispatched("outside://big", "cloud")).toEqual({
    sent: [["https://cloud.invalid", "/v1/chat/completions"]],
    errors: [],
  });
});

test("a request to a local expert needs no permit", async () => {
  expect(await dispatched("http://chat.invalid:9000")).toEqual({
    sent: [["http://chat.invalid:9000", "/v1/chat/completions"]],
    errors: [],
  });
});
