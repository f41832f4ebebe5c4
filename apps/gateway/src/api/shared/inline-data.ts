import { z } from "zod";

/**
 * A file's bytes in base64, or a data: URL. llama-server takes an address here as well and would fetch it, see data-url.ts; it goes by
 * the first letters alone, without the colon. Only the beginning is looked at: a recording has megabytes.
 */
export const inlineData = z
  .string()
  .regex(
    /^(?:data:|(?!\s*(?:http|[A-Za-z][A-Za-z0-9+.-]{0,30}:)))/,
    "Send the file itself, in base64 or as a data: URL; addresses are not fetched",
  );
