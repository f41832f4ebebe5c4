/** A server-sent event whose name is also its data's `type`, as in Anthropic's API and the Responses API. */
export const toEvent = (data: { readonly type: string; readonly [field: string]: unknown }): string =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
