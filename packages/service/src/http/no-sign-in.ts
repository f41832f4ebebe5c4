/** What a client is told that looks for OAuth, as MCP clients do after a 401: they print it. */
export const noSignIn = "There is no sign-in here; send a key as Authorization: Bearer KEY.";

/** Whether clients look for OAuth at this path. */
export const isSignInPath = (path: string): boolean =>
  ["/register", "/authorize", "/token"].includes(path) ||
  path.startsWith("/.well-known/oauth-") ||
  path.startsWith("/.well-known/openid-configuration");
