import tseslint from "typescript-eslint";

/** Folders that stay pure: the picture in ARCHITECTURE.md is true because lint says so. */
const forbid = (files, patterns, ignores = ["**/*.test.ts"]) => ({
  files,
  ignores,
  rules: { "no-restricted-imports": ["error", { patterns }] },
});
const pulumi = {
  group: ["@pulumi/*"],
  message: "Only lib/pulumi and stacks talk to Pulumi.",
};
const zx = { group: ["zx", "zx/*"], message: "Pure rooms run nothing; orchestration is for lib/{cli,lab,toolchain}." };
const children = { group: ["node:child_process"], message: "Pure rooms run nothing." };

export default tseslint.config(
  { ignores: ["**/node_modules/**", "**/dist/**", ".hearth/**"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/max-params": ["error", { max: 3 }],
      "no-console": "error",
      "no-empty": ["error", { allowEmptyCatch: false }],
      "max-lines": ["error", { max: 400 }],
      "no-restricted-exports": ["error", { restrictDefaultExports: { direct: true } }],
    },
  },
  forbid(
    ["packages/**/*.ts", "lib/**/*.ts", "roles/**/*.ts", "jobs/**/*.ts", "apps/**/*.ts"],
    [pulumi],
    ["lib/pulumi/**", "**/*.test.ts"],
  ),
  forbid(
    [
      "roles/**/*.ts",
      "jobs/**/*.ts",
      "lib/config/**/*.ts",
      "lib/plan/**/*.ts",
      "lib/steps/**/*.ts",
      "lib/jobs/**/*.ts",
    ],
    [pulumi, zx, children],
  ),
  {
    files: ["eslint.config.js"],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { "no-restricted-exports": "off" },
  },
  { files: ["**/*.test.ts", "tests/**/*.ts"], rules: { "@typescript-eslint/no-non-null-assertion": "off" } },
);
