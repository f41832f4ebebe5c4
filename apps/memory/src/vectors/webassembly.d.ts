/** The part of Node's WebAssembly that the scan uses; Node's own types leave it to the browser's, which are not wanted here. */
declare namespace WebAssembly {
  type Module = object;
  const Module: new (code: Uint8Array) => Module;
  const Instance: new (module: Module) => { readonly exports: unknown };
  interface Memory {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
}
