import * as pulumi from "@pulumi/pulumi";

/** A machine; its units are its children. */
export class HearthNode extends pulumi.ComponentResource {
  constructor(name: string) {
    super("hearth:index:Node", name);
    this.registerOutputs();
  }
}
