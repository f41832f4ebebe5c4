/* Types for undici's internal files, which have none; see undici.ts. They use default exports. */
/* eslint no-restricted-exports: off */

declare module "undici/lib/dispatcher/agent.js" {
  import { Agent } from "undici";
  export default Agent;
}

declare module "undici/lib/api/api-request.js" {
  import type { Dispatcher } from "undici";
  const request: (this: Dispatcher, options: Dispatcher.RequestOptions) => Promise<Dispatcher.ResponseData>;
  export default request;
}

declare module "undici/lib/core/errors.js" {
  import { errors } from "undici";
  export default errors;
}
