import { z } from "zod";

/** An HTTP or HTTPS URL. */
export const webAddress = z.url({
  protocol: /^https?$/,
  error: "is not a web address; write it as in `https://host.example/path`",
});
