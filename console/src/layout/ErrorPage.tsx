import { Box, Button, Typography } from "@mui/material";
import { useTranslate } from "react-admin";

/** A fault of the console itself: said plainly, with a way back. */
export function ErrorPage() {
  const translate = useTranslate();
  return (
    <Box role="alert" sx={{ maxWidth: 560, padding: "48px 0" }}>
      <Typography variant="h1">{translate("app.fault.title")}</Typography>
      <Typography sx={{ color: "text.secondary", margin: "8px 0 20px" }}>
        {translate("app.fault.about")}
      </Typography>
      <Button variant="contained" onClick={() => window.location.reload()}>
        {translate("app.try_again")}
      </Button>
    </Box>
  );
}
