import manifest from "../package.json" with { type: "json" };

/** Hearth's version. Every package.json of the checkout has the same, and a test keeps them equal; in a bundle it is the one it was built from. */
export const { version } = manifest;
