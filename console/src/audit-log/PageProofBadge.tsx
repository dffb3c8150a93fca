import { Button, Popover } from "@mui/material";
import { alpha } from "@mui/material/styles";
import { useId, useState } from "react";
import { useTranslate } from "react-admin";
import type { AuditEvent } from "../../../api/contracts/audit-log.ts";
import { PageProofAbout } from "./PageProofAbout.tsx";
import { PROOF_ICONS } from "./ProofChip.tsx";
import { BLAMES_IN_ORDER, PROOF_TONES, pageProof } from "./proof-look.ts";
import type { PageProof } from "./proof-look.ts";

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
        {headline(page, events.length, translate)}
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
            sx: { width: 600, maxWidth: "calc(100vw - 32px)", padding: "14px 18px 16px" },
          },
        }}
      >
        <PageProofAbout page={page} titleId={titleId} />
      </Popover>
    </>
  );
}

/** Of broken ones it says apart which events were touched, and which only lie beside those. */
function headline(
  { state, count, blame }: PageProof<AuditEvent>,
  of: number,
  translate: ReturnType<typeof useTranslate>,
): string {
  const text = (key: string, smart_count: number) =>
    translate(`resources.audit-log.proof.${key}`, { smart_count, of });
  if (state === "broken") {
    return BLAMES_IN_ORDER.filter((name) => blame[name] > 0)
      .map((name) => text(`blame.${name}`, blame[name]))
      .join("; ");
  }
  if (state === "unsealed" && count.proven === 0) return text("page.none_sealed", of);
  return text(`page.${state}`, state === "proven" ? of : count[state]);
}
