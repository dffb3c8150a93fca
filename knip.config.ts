import type { KnipConfig } from "knip";

const config: KnipConfig = {
  entry: [
    "api/server.ts",
    "daemon/main.ts",
    "sql/embedded/launcher.ts",
    "sql/**/commands/*.ts",
    "sql/migrations/*.ts",
    "console/src/main.tsx",
    "e2e/support/screenshots.ts",
  ],
  project: ["{api,daemon,sql,console,e2e,grafana}/**/*.{ts,tsx}"],
  vite: { config: ["console/vite.config.ts"] },
  playwright: { config: ["e2e/playwright.config.ts"], entry: ["e2e/**/*.e2e.ts"] },
  // The runtime itself: npm puts it on the PATH of every script.
  ignoreDependencies: ["node", "oxlint-tsgolint"],
};

// knip reads its configuration from the default export.
export default config;
