import { Alert, Box, Button, Card, TextField, Typography } from "@mui/material";
import { useState } from "react";
import type { SubmitEvent } from "react";
import { Notification, useLogin, useTranslate } from "react-admin";
import { useFocus } from "../actions/use-focus.ts";
import { statusOf } from "../providers/http.ts";
import { Brand } from "./Brand.tsx";
import { usePageTitle } from "./use-page-title.ts";

export function LoginPage() {
  const translate = useTranslate();
  const login = useLogin();
  const [problem, setProblem] = useState<string>();
  const field = useFocus<HTMLInputElement>();
  const [pending, setPending] = useState(false);
  usePageTitle(translate("app.sign_in.title"));

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setPending(true);
    setProblem(undefined);
    try {
      await login({ email: text(form, "email"), password: text(form, "password") });
    } catch (error) {
      setProblem(translate(explain(error)));
      setPending(false);
    }
  }

  return (
    <Box
      component="main"
      sx={{ minHeight: "100vh", display: "grid", placeItems: "center", padding: "24px" }}
    >
      <Card sx={{ width: "100%", maxWidth: 400, padding: "20px 12px 28px" }}>
        <Brand />
        <Box
          component="form"
          onSubmit={submit}
          sx={{ display: "grid", gap: "16px", padding: "14px 20px 0" }}
        >
          <Box>
            <Typography variant="h1">{translate("app.sign_in.title")}</Typography>
            <Typography variant="body2" sx={{ color: "text.secondary", marginTop: "4px" }}>
              {translate("app.sign_in.about")}
            </Typography>
          </Box>
          {problem !== undefined && (
            <Alert severity="error" variant="outlined">
              {problem}
            </Alert>
          )}
          <TextField
            name="email"
            type="email"
            label={translate("app.sign_in.email")}
            autoComplete="username"
            inputRef={field}
            required
            fullWidth
          />
          <TextField
            name="password"
            type="password"
            label={translate("app.sign_in.password")}
            autoComplete="current-password"
            required
            fullWidth
          />
          <Button type="submit" variant="contained" size="medium" disabled={pending} fullWidth>
            {translate("app.sign_in.submit")}
          </Button>
        </Box>
      </Card>
      <Notification />
    </Box>
  );
}

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}

/** The same words for an unknown account and a wrong password: neither is confirmed. */
function explain(error: unknown): string {
  switch (statusOf(error)) {
    case 400:
    case 401:
      return "app.sign_in.wrong";
    case 429:
      return "app.sign_in.too_many";
    default:
      return "app.sign_in.unavailable";
  }
}
