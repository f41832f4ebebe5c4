/** A source was not tried: it has no pin, or its server is known not to answer. That is no news, unlike a download that fails. */
export class SourceSkipped extends Error {}
