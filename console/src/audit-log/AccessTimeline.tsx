import { Box, Skeleton, Tab, Tabs } from "@mui/material";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useDataProvider, useTranslate } from "react-admin";
import { ErrorNotice } from "../layout/ErrorNotice.tsx";
import type { ConsoleDataProvider } from "../providers/data-provider.ts";
import { AccessDays } from "./AccessDays.tsx";
import { AccessEmpty } from "./AccessEmpty.tsx";
import { firstDay } from "./time-range.ts";
import type { Bounds } from "./TimeBounds.tsx";
import { TimeRangeSelect } from "./TimeRangeSelect.tsx";

const TABS = ["looked", "touched"] as const;

/** Two tabs over one range of time: who looked at the person, who touched them or their rows. */
export function AccessTimeline({ userId }: { readonly userId: string }) {
  const translate = useTranslate();
  const id = useId();
  const [tab, setTab] = useState<(typeof TABS)[number]>("looked");
  const [range, setRange] = useState<Bounds>(() => ({
    at_gte: firstDay("month", new Date()),
  }));
  return (
    <Box sx={{ display: "grid", gap: "12px" }}>
      <Box
        sx={{
          display: "flex",
          flexWrap: "wrap",
          alignItems: "center",
          justifyContent: "space-between",
          gap: "10px",
        }}
      >
        <Tabs value={tab} onChange={(_, next: typeof tab) => setTab(next)}>
          {TABS.map((name) => (
            <Tab
              key={name}
              value={name}
              id={`${id}-${name}`}
              aria-controls={`${id}-panel`}
              label={translate(`resources.audit-log.access.${name}`)}
            />
          ))}
        </Tabs>
        <Box sx={{ display: "flex", flexWrap: "wrap", gap: "10px" }}>
          <TimeRangeSelect value={range} onChange={setRange} />
        </Box>
      </Box>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${tab}`}>
        <AccessFound userId={userId} looked={tab === "looked"} range={range} onRange={setRange} />
      </div>
    </Box>
  );
}

type AccessFoundProps = {
  readonly userId: string;
  readonly looked: boolean;
  readonly range: Bounds;
  readonly onRange: (range: Bounds) => void;
};

function AccessFound({ userId, looked, range, onRange }: AccessFoundProps) {
  const provider = useDataProvider<ConsoleDataProvider>();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ["audit-log", "timeline", userId, looked, range],
    queryFn: () => provider.auditTimeline({ subject_id: userId, looked, ...range }),
  });
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (isPending) {
    return (
      <Box aria-busy>
        <Skeleton width="80%" />
        <Skeleton width="60%" />
      </Box>
    );
  }
  return data.groups.length === 0 ? (
    <AccessEmpty looked={looked} range={range} before={data.before} onRange={onRange} />
  ) : (
    <AccessDays userId={userId} looked={looked} timeline={data} range={range} onRange={onRange} />
  );
}
