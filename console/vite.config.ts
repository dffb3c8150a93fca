import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const api = `http://127.0.0.1:${process.env["API_PORT"] ?? "4000"}`;

export default defineConfig(({ command }) => {
  // A NODE_ENV that says test or development would put React's development build into the bundle:
  // slower, and it writes its warnings to the console of whoever works with it.
  if (command === "build") process.env["NODE_ENV"] = "production";
  return {
    root: import.meta.dirname,
    plugins: [react()],
    // The API replaces the placeholder by a fresh nonce in every answer (strict CSP).
    html: { cspNonce: "__CSP_NONCE__" },
    build: {
      outDir: "dist",
      emptyOutDir: true,
      // Inlined assets would be data: URLs, which the CSP allows for images only.
      assetsInlineLimit: 0,
      rolldownOptions: {
        output: {
          // Vendor code changes seldom: it is cached apart from ours.
          codeSplitting: {
            groups: [
              {
                name: "react",
                test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/,
                priority: 3,
              },
              {
                name: "mui",
                test: /node_modules[\\/](@mui|@emotion|@popperjs|stylis)[\\/]/,
                priority: 2,
              },
            ],
          },
        },
      },
    },
    server: {
      proxy: {
        // Cookie writes need the API's own origin, which the dev server is not.
        "/api": { target: api, changeOrigin: true, headers: { origin: api } },
      },
    },
  };
});
