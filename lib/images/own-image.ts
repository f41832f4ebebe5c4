/** An image that is built here from `apps/APP/Dockerfile`. */
export interface OwnImage {
  /** Folder of the service in `apps`, and the image's name in the cluster's registry. */
  readonly app: string;
  /** Programs of the app's folder `dist` that it holds, in `/app`. */
  readonly files: readonly string[];
}
