import { z } from "zod";

/**
 * A file in base64, or as a data: URL. llama-server would also fetch a URL here, see data-url.ts; it recognizes one by its first
 * letters, without the colon. Only the beginning is checked: a recording can have megabytes.
 */
export const inlineData = z
  .string()
  .regex(
    /^(?:data:|(?!\s*(?:http|[A-Za-z][A-Za-z0-9+.-]{0,30}:)))/,
    "Send the file itself, in base64 or as a data: URL; addresses are not fetched",
  );
