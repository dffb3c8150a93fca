import { Box } from "@mui/material";
import { useLocale, useTranslate } from "react-admin";
import type { UserDetail } from "../../../api/contracts/users.ts";
import { calendarDayText, minutesText } from "../fields/moment.ts";
import { Panel, PanelEmpty } from "../layout/Panel.tsx";

export function UserProgress({ progress }: { readonly progress: UserDetail["progress"] }) {
  const translate = useTranslate();
  const locale = useLocale();
  const label = (field: string) => translate(`resources.users.progress.${field}`);
  if (progress === null) {
    return (
      <Panel title={label("title")}>
        <PanelEmpty>{label("none")}</PanelEmpty>
      </Panel>
    );
  }
  const figures = [
    [label("current_streak"), progress.current_streak.toLocaleString()],
    [label("longest_streak"), progress.longest_streak.toLocaleString()],
    [label("total_days_completed"), progress.total_days_completed.toLocaleString()],
    [label("total_actions_completed"), progress.total_actions_completed.toLocaleString()],
    [label("total_time_invested_minutes"), minutesText(progress.total_time_invested_minutes)],
    [
      label("last_completion_date"),
      progress.last_completion_date === null
        ? "–"
        : calendarDayText(progress.last_completion_date, locale),
    ],
  ] as const;
  return (
    <Panel title={label("title")}>
      <Box
        component="dl"
        sx={{ display: "grid", gridTemplateColumns: "1fr 1fr", gap: "12px 20px", margin: 0 }}
      >
        {figures.map(([term, figure]) => (
          <Box key={term} sx={{ display: "flex", flexDirection: "column-reverse" }}>
            <Box component="dt" sx={{ color: "text.secondary", fontSize: "0.75rem" }}>
              {term}
            </Box>
            <Box component="dd" sx={{ margin: 0, fontSize: "1.0625rem", fontWeight: 620 }}>
              {figure}
            </Box>
          </Box>
        ))}
      </Box>
    </Panel>
  );
}
