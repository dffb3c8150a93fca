import { Box, Table, TableBody, TableCell, TableHead, TableRow, Typography } from "@mui/material";
import { useTranslate } from "react-admin";
import type { AuditEvent } from "../../../api/contracts/audit-log.ts";
import { Identifier } from "../fields/Identifier.tsx";
import { Moment } from "../fields/Moment.tsx";
import type { PageProof } from "./proof-look.ts";

type PageProofAboutProps = {
  readonly page: PageProof<AuditEvent>;
  readonly titleId: string;
};

/** Which events are not what was sealed, which seals the page rests on, and what that means. */
export function PageProofAbout({ page, titleId }: PageProofAboutProps) {
  const translate = useTranslate();
  const text = (key: string) => translate(`resources.audit-log.proof.${key}`);
  const { count, broken, seals } = page;
  return (
    <Box sx={{ display: "grid", gap: "10px", fontSize: "0.8438rem" }}>
      <Typography variant="h2" id={titleId}>
        {text("title")}
      </Typography>
      {broken.length > 0 && (
        <Box>
          <Box sx={{ color: "error.main", fontWeight: 600 }}>{text("broken_events")}</Box>
          <Box component="ul" sx={{ margin: "4px 0 0", paddingLeft: "18px" }}>
            {broken.map(({ id, proof }) => (
              <li key={id}>
                <Identifier value={id} /> {proof.fault !== null && text(`faults.${proof.fault}`)}
              </li>
            ))}
          </Box>
        </Box>
      )}
      <Box>{text("about")}</Box>
      {seals.length > 0 && (
        <Box
          sx={{ maxHeight: 220, overflow: "auto", "& th, & td": { paddingInline: "6px" } }}
          tabIndex={0}
          component="section"
          aria-label={text("seals")}
        >
          <Table size="small" aria-label={text("seals")}>
            <TableHead>
              <TableRow>
                <TableCell>{text("seal")}</TableCell>
                <TableCell>{text("sealed_at")}</TableCell>
                <TableCell align="right">{text("events")}</TableCell>
                <TableCell>{text("key_id")}</TableCell>
              </TableRow>
            </TableHead>
            <TableBody>
              {seals.map(({ seal, sealedAt, keyId, events }) => (
                <TableRow key={seal}>
                  <TableCell>{seal.toLocaleString()}</TableCell>
                  <TableCell>
                    <Moment value={sealedAt} />
                  </TableCell>
                  <TableCell align="right">{events.toLocaleString()}</TableCell>
                  <TableCell>
                    <Box component="code" sx={{ overflowWrap: "anywhere" }}>
                      {keyId ?? "–"}
                    </Box>
                  </TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </Box>
      )}
      {count.unsealed > 0 && (
        <Box>
          {translate("resources.audit-log.proof.unsealed_about", { smart_count: count.unsealed })}
        </Box>
      )}
      {count.unchecked > 0 && (
        <Box>
          {translate("resources.audit-log.proof.unchecked_about", { smart_count: count.unchecked })}
        </Box>
      )}
      <Box sx={{ color: "text.secondary" }}>{text("limits")}</Box>
    </Box>
  );
}
