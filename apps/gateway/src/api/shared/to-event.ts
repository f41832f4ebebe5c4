/** A server-sent event whose name is also its data's `type`, as Anthropic and the Responses API have it. */
export const toEvent = (data: { readonly type: string; readonly [field: string]: unknown }): string =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
