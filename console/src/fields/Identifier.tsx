import { Box } from "@mui/material";
import type { MouseEvent } from "react";
import { Link, useTranslate } from "react-admin";
import { MONOSPACE } from "../theme/themes.ts";
import { CopyButton } from "./CopyButton.tsx";

type IdentifierProps = {
  readonly value: string;
  readonly short?: boolean;
  /** The page of what it identifies. */
  readonly to?: string;
};

/** An id in a monospaced face, with a button that copies the whole of it. */
export function Identifier({ value, short, to }: IdentifierProps) {
  const translate = useTranslate();
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
      <CopyButton value={value} label={translate("app.copy_id")} />
    </Box>
  );
}
