import { Button, Popover } from "@mui/material";
import { alpha } from "@mui/material/styles";
import { useId, useState } from "react";
import { useTranslate } from "react-admin";
import type { AuditEvent } from "../../../api/contracts/audit-log.ts";
import { PageProofAbout } from "./PageProofAbout.tsx";
import { PROOF_ICONS } from "./ProofChip.tsx";
import { PROOF_TONES, pageProof } from "./proof-look.ts";

/** Whether the events shown are what was sealed, computed in the request that read them; why, on a click. */
export function PageProofBadge({ events }: { readonly events: readonly AuditEvent[] }) {
  const translate = useTranslate();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const titleId = useId();
  if (events.length === 0) return null;
  const page = pageProof(events);
  const Icon = PROOF_ICONS[page.state];
  const tone = PROOF_TONES[page.state];
  return (
    <>
      <Button
        startIcon={<Icon />}
        aria-haspopup="dialog"
        aria-expanded={anchor !== null}
        onClick={({ currentTarget }) => setAnchor(currentTarget)}
        sx={(theme) => {
          const ink = tone === "neutral" ? theme.palette.text.secondary : theme.palette[tone].main;
          return {
            color: ink,
            backgroundColor: alpha(ink, theme.palette.mode === "dark" ? 0.16 : 0.08),
            whiteSpace: "normal",
            textAlign: "left",
          };
        }}
      >
        {translate(`resources.audit-log.proof.page.${page.state}`, {
          smart_count: page.state === "proven" ? events.length : page.count[page.state],
          of: events.length,
        })}
      </Button>
      <Popover
        open={anchor !== null}
        anchorEl={anchor}
        onClose={() => setAnchor(null)}
        anchorOrigin={{ vertical: "bottom", horizontal: "left" }}
        slotProps={{
          paper: {
            role: "dialog",
            "aria-labelledby": titleId,
            variant: "outlined",
            sx: { width: 440, maxWidth: "calc(100vw - 32px)", padding: "14px 18px 16px" },
          },
        }}
      >
        <PageProofAbout page={page} titleId={titleId} />
      </Popover>
    </>
  );
}
