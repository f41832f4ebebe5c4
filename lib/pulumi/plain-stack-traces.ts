/*
 * Pulumi's runner installs source-map-support, and Pulumi takes a stack trace for every promise of every resource: mapping them was a
 * third of the program's time. Node strips types without moving a line, so there is nothing to map. Imported first.
 */
Reflect.deleteProperty(Error, "prepareStackTrace");
