import CheckIcon from "@mui/icons-material/Check";
import ContentCopyIcon from "@mui/icons-material/ContentCopy";
import { Box, IconButton, Tooltip } from "@mui/material";
import { useState } from "react";
import type { MouseEvent } from "react";
import { Link, useTranslate } from "react-admin";
import { MONOSPACE } from "../theme/themes.ts";

type IdentifierProps = {
  readonly value: string;
  readonly short?: boolean;
  /** The page of what it identifies. */
  readonly to?: string;
};

/** An id in a monospaced face, with a button that copies the whole of it. */
export function Identifier({ value, short, to }: IdentifierProps) {
  const translate = useTranslate();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
    setTimeout(() => setCopied(false), 1_500);
  };
  // The tail of a UUIDv7 is its random part; the head is the time, alike in neighbouring rows.
  const text = short ? `…${value.slice(-8)}` : value;
  const code = (
    <Box
      component="code"
      title={short ? value : undefined}
      sx={{
        fontFamily: MONOSPACE,
        fontSize: "0.7813rem",
        ...(short ? { whiteSpace: "nowrap" } : { overflowWrap: "anywhere" }),
      }}
    >
      {text}
    </Box>
  );
  return (
    <Box component="span" sx={{ display: "inline-flex", alignItems: "center", gap: "2px" }}>
      {to === undefined ? (
        code
      ) : (
        <Link to={to} onClick={(event: MouseEvent) => event.stopPropagation()}>
          {code}
        </Link>
      )}
      <Tooltip title={translate(copied ? "app.copied" : "app.copy")}>
        <IconButton
          size="small"
          aria-label={translate("app.copy_id")}
          onClick={(event) => {
            event.stopPropagation();
            void copy();
          }}
          sx={{ padding: "3px", color: "text.secondary" }}
        >
          {copied ? <CheckIcon sx={{ fontSize: 14 }} /> : <ContentCopyIcon sx={{ fontSize: 14 }} />}
        </IconButton>
      </Tooltip>
    </Box>
  );
}
