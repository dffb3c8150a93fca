import type { KnipConfig } from "knip";

const config: KnipConfig = {
  entry: ["sql/**/commands/*.ts", "e2e/support/screenshots.ts", "e2e/support/stay.ts"],
  project: ["{api,daemon,sql,console,e2e,grafana}/**/*.{ts,tsx}"],
  vite: { config: ["console/vite.config.ts"] },
  vitest: { config: ["vitest.config.ts", "sql/testing/matrix.config.ts"] },
  playwright: { config: ["e2e/playwright.config.ts"], entry: ["e2e/**/*.e2e.ts"] },
};

// knip reads its configuration from the default export.
export default config;
