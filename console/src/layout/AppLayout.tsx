import { Box } from "@mui/material";
import { Layout } from "react-admin";
import type { LayoutProps } from "react-admin";
import { ActivityBar } from "./ActivityBar.tsx";
import { ErrorPage } from "./ErrorPage.tsx";
import { NAVIGATION_WIDTH } from "./Navigation.tsx";
import { ReadOnlyBanner } from "./ReadOnlyBanner.tsx";
import { TopBar } from "./TopBar.tsx";

// react-admin puts its sidebar inside <main>; ours belongs to the bar, outside of the content.
const NoSidebar = () => null;

/** The frame of every page: navigation at the left (a drawer below 1200 px), bar, content. */
export const AppLayout = ({ children }: LayoutProps) => (
  <Layout
    appBar={TopBar}
    sidebar={NoSidebar}
    error={ErrorPage}
    sx={{
      minWidth: 0,
      "& .RaLayout-appFrame": { marginTop: "56px", marginLeft: { lg: `${NAVIGATION_WIDTH}px` } },
      "& .RaLayout-contentWithSidebar": { minWidth: 0 },
      "& .RaLayout-content": { minWidth: 0, padding: 0 },
    }}
  >
    <ActivityBar />
    <ReadOnlyBanner />
    <Box
      sx={{
        width: "100%",
        maxWidth: 1480,
        marginInline: "auto",
        padding: { xs: "16px 16px 48px", lg: "24px 28px 64px" },
      }}
    >
      {children}
    </Box>
  </Layout>
);
