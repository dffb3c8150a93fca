import { Box, Typography } from "@mui/material";
import { Link, useTranslate } from "react-admin";

export function NotFoundPage() {
  const translate = useTranslate();
  return (
    <Box sx={{ padding: "48px 0" }}>
      <Typography variant="h1">{translate("app.not_found.title")}</Typography>
      <Typography sx={{ color: "text.secondary", margin: "8px 0 16px" }}>
        {translate("app.not_found.about")}
      </Typography>
      <Link to="/users">{translate("app.not_found.home")}</Link>
    </Box>
  );
}
