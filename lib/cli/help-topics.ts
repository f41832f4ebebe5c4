/** What `hearth help TOPIC` prints about things that are no command. */
export interface HelpTopic {
  readonly name: string;
  readonly about: string;
  readonly text: string;
}

export const helpTopics: readonly HelpTopic[] = [
  {
    name: "start",
    about: "the first ten minutes",
    text: `The lab, on this computer:
  ./bootstrap.sh                     everything, up to the answer of a model
  hearth status                      what runs where
  hearth chat                        talk to it
  hearth open gateway                a URL for other programs on this computer
  hearth down                        remove it again

Your own machines:
  cp stacks/samples/house.inventory.yaml stacks/house.inventory.yaml
  hearth config check stacks/house.inventory.yaml
  hearth --stack house init          keys and certificates
  hearth --stack house preflight     look at the machines, change nothing
  hearth --stack house preview       what would be done
  hearth --stack house up

More: docs/tutorial.md, docs/how-to/own-machines.md`,
  },
  {
    name: "stacks",
    about: "one cluster each: lab, house, …",
    text: `A stack is one cluster with its inventory, secrets and state, under one name. \`lab\` is the default.

  hearth --stack house status        for one command
  export HEARTH_STACK=house          for this shell
  hearth stack list                  what there is

The stack \`house\` reads stacks/house.inventory.yaml. Its files that are not committed are in .hearth/house: passphrase,
SSH configuration, tokens, logs. Its encrypted secrets are in stacks/Pulumi.house.yaml.`,
  },
  {
    name: "update",
    about: "a newer version of Hearth",
    text: `  hearth --version                   what runs here
  git pull                           the newer one; CHANGELOG.md says what is new
  hearth upgrade --dry-run           what it would change, and in which order
  hearth upgrade                     one machine at a time, while the others go on

More: docs/how-to/update-hearth.md`,
  },
  {
    name: "json",
    about: "results for scripts",
    text: `With --json, before or after the command, a command prints one JSON object on stdout and nothing else there.
\`jsonVersion\` says its form; it changes only when a field goes or changes its meaning. An error is
{"jsonVersion":1,"error":{"code","message","hint","at","docs"}}. Progress is on stderr.

  hearth status --json | jq .healthy
  hearth preview --json | jq -r '.resources[].name'`,
  },
  {
    name: "exit",
    about: "what the exit status means",
    text: `0    done
1    failed; the error's code says why (docs/errors.md)
2    not as expected: drift, an unhealthy cluster, changes found by preview --expect-no-changes
64   a mistake on the command line, or a removal that nobody confirmed
78   a mistake in the inventory or the models file
130  ended by Ctrl-C; the next run continues

Commands that go on until Ctrl-C, such as open, logs -f and status --watch, then end with 0.`,
  },
  {
    name: "environment",
    about: "variables that hearth reads",
    text: `HEARTH_STACK      the stack, where --stack is not given
HEARTH_INVENTORY  the inventory file, instead of the stack's own
HEARTH_CACHE      where programs and models are kept; ~/.cache/hearth by default
NO_COLOR          if set, no colours
HEARTH_DEBUG      if set, the details of a bug are printed

\`hearth env\` prints what plain Pulumi needs.`,
  },
];
