import manifest from "../package.json" with { type: "json" };

/** Hearth's version, the same in every package.json of the checkout (a test ensures it). A bundle has the version it was built from. */
export const { version } = manifest;
