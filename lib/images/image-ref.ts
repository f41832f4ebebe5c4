/** Where a digest is not known yet that the registry gives to one of our own images: only then is the image pushed. */
export type ImageRef = `«image:${string}»`;

const pattern = /«image:([\w-]+)»/g;

export const imageRef = (app: string): ImageRef => `«image:${app}»`;

/** The images in a text, by app, without duplicates. */
export const imageNames = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(pattern)].map(([, app = ""]) => app)),
];

/** The text with the digests of its images. */
export const resolveImages = (text: string, digestOf: (app: string) => string): string =>
  text.replaceAll(pattern, (_, app: string) => digestOf(app));
