/** A job that says which clients of Nomad its template finds in Consul, and what it sees of /etc. */
export const probeJob = {
  ID: "probe",
  Name: "probe",
  Type: "service",
  Datacenters: ["home"],
  TaskGroups: [
    {
      Name: "probe",
      Networks: [{ DynamicPorts: [{ Label: "http" }] }],
      Services: [{ Name: "probe", PortLabel: "http", Provider: "consul" }],
      Tasks: [
        {
          Name: "probe",
          Driver: "exec",
          User: "hearth-llama",
          Consul: {},
          Templates: [
            { DestPath: "local/found", EmbeddedTmpl: '{{ range service "nomad-client" }}{{ .Node }} {{ end }}' },
          ],
          Config: { command: "/bin/sh", args: ["-c", "cat local/found; ls /etc; exec sleep 600"] },
          Resources: { CPU: 50, MemoryMB: 32 },
        },
      ],
    },
  ],
};
