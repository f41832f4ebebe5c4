/** Name of an image in the cluster's registry. */
export const repositoryOf = (app: string): string => `hearth/${app}`;

/** Tag of what a context makes: it says what the image was built from, and a push of the same is no new tag. */
export const tagOf = ({ digest }: { readonly digest: string }): string => digest.slice(0, 16);
