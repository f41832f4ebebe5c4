/** The user's message if everything in a request had to be left out, so that the model does not make up what it was. */
export const nothingLeft = {
  role: "user" as const,
  content: "[All of this message was left out here: it cannot be read.]",
};
