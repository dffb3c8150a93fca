import VisibilityOffOutlinedIcon from "@mui/icons-material/VisibilityOffOutlined";
import VisibilityOutlinedIcon from "@mui/icons-material/VisibilityOutlined";
import { Box } from "@mui/material";
import { useState } from "react";
import { useLocale, useTranslate } from "react-admin";
import type { Revealed, RevealForm } from "../../../api/contracts/reveals.ts";
import type { Can } from "../../../api/contracts/values.ts";
import { permission } from "../actions/permission.ts";
import { VerbButton } from "../actions/VerbButton.tsx";
import { CopyButton } from "../fields/CopyButton.tsx";
import { HiddenText } from "../fields/HiddenText.tsx";
import { Absent } from "../fields/Moment.tsx";
import { timeText } from "../fields/moment.ts";
import { countdownText } from "./countdown.ts";
import { RevealDialog } from "./RevealDialog.tsx";
import { useRevealed } from "./use-revealed.ts";

const LAST_SECONDS = 60;

type MaskedValueProps = {
  readonly masked: string;
  /** What the value is called. */
  readonly label: string;
  /** Whose it is. */
  readonly name: string;
  readonly can: Can;
  readonly run: (form: Omit<RevealForm, "field">) => Promise<Revealed>;
};

/**
 * A masked value with the way to see it for some minutes. Mount it with a `key` of its record: a value
 * that is shown belongs to that one.
 */
export function MaskedValue({ masked, label, name, can, run }: MaskedValueProps) {
  const translate = useTranslate();
  const [open, setOpen] = useState(false);
  const locale = useLocale();
  const { shown, wasShown, seconds, show, mask } = useRevealed();
  // Said at the beginning, when a minute is left, and at the end; the timer itself is silent.
  const announcement =
    shown === undefined
      ? wasShown && translate("app.reveal.over")
      : seconds <= LAST_SECONDS
        ? translate("app.reveal.ends_soon")
        : translate("app.reveal.until", { time: timeText(new Date(shown.until), locale) });
  return (
    <Box
      component="span"
      sx={{ display: "inline-flex", flexWrap: "wrap", alignItems: "center", gap: "2px 8px" }}
    >
      {shown === undefined ? (
        <span title={translate("app.reveal.masked")}>{masked}</span>
      ) : (
        <>
          <Box
            component="span"
            sx={{ color: "text.primary", fontWeight: 600, overflowWrap: "anywhere" }}
          >
            {shown.value ?? <Absent />}
          </Box>
          {shown.value !== null && <CopyButton value={shown.value} label={translate("app.copy")} />}
          <Box
            component="span"
            role="timer"
            aria-label={translate("app.reveal.left")}
            sx={{ color: "warning.main", fontVariantNumeric: "tabular-nums", fontWeight: 600 }}
          >
            {countdownText(seconds)}
          </Box>
        </>
      )}
      {/* One button for both: focus stays where it was when the dialog closes. */}
      <VerbButton
        label={translate(shown === undefined ? "app.reveal.action" : "app.reveal.mask")}
        icon={shown === undefined ? <VisibilityOutlinedIcon /> : <VisibilityOffOutlinedIcon />}
        variant="text"
        {...(shown === undefined ? permission(can, "reveal") : { allowed: true, reason: null })}
        onClick={shown === undefined ? () => setOpen(true) : mask}
      />
      <HiddenText>
        <output>{announcement}</output>
      </HiddenText>
      {open && (
        <RevealDialog
          label={label}
          name={name}
          run={run}
          onRevealed={show}
          onClose={() => setOpen(false)}
        />
      )}
    </Box>
  );
}
