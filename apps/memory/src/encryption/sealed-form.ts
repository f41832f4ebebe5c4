/*
 * What a sealed backup begins with. The vault sees no more of it: it has no key. Version 1 is not bound to its life and time; it was
 * written by Hearth 0.1 and is still read.
 */
export const sealedMagic = { 1: Buffer.from("HEARTHB1"), 2: Buffer.from("HEARTHB2") } as const;

export const sealedMagicBytes = 8;
export const nonceBytes = 12;
export const tagBytes = 16;
export const fewestSealedBytes = sealedMagicBytes + nonceBytes + tagBytes;

export const isSealed = (begin: Buffer): boolean => Object.values(sealedMagic).some((magic) => magic.equals(begin));
