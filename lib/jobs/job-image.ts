import type { Cluster } from "../config/derive/cluster.ts";
import { imageRef } from "../images/image-ref.ts";
import type { OwnImageName } from "../images/own-images.ts";
import { repositoryOf } from "../images/repository.ts";
import { registryAddress } from "./registry-address.ts";

/** The image that a job's tasks run from where they run in containers. */
export type JobImage = OwnJobImage | OthersImage;

/** One that is built here, and that the cluster's registry keeps. */
interface OwnJobImage {
  readonly own: OwnImageName;
  /** Number of the job's account in the image, and then on every node. */
  readonly uid: number;
  /** Artifacts that it holds, so that its tasks need not fetch them. */
  readonly brings: readonly string[];
}

/** Somebody else's, by its digest: `ghcr.io/somebody/program:1.2@sha256:…`. */
interface OthersImage {
  readonly reference: string;
  readonly uid: number;
  readonly brings: readonly string[];
}

/** By digest: a tag could be moved to another image. */
export function referenceOf(image: JobImage, cluster: Cluster): string {
  if ("reference" in image) return image.reference;
  return `${registryAddress(cluster) ?? "registry"}/${repositoryOf(image.own)}@${imageRef(image.own)}`;
}

/** The name or the number by which the image knows the account. */
export const accountIn = (image: JobImage | undefined, user: string): string =>
  image !== undefined && "reference" in image ? `${image.uid}:${image.uid}` : user;
